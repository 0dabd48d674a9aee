/// Reviews in German and Italian; the format is told in `StoryParser.swift`.
extension Corpus {
  /// Reviews in German.
  static let germanReviews = """
    # stay 5 staff
    Mein Koffer blieb in Zürich, ich hatte um neun einen Termin. {staff} hat mir ein Hemd besorgt, gebügelt, Größe
    stimmte. Der Koffer kam am Abend, das Hemd durfte ich behalten.
    > Das Hemd steht Ihnen sicher besser als unserem Garderobenständer. {staff} freut sich sehr über Ihre Zeilen. Gute
    > Reise, mit Koffer!

    # stay 2 cleanliness
    Zimmer 307: Staub auf dem Kopfteil, Haare im Abfluss, Fernbedienung klebrig. Die Dame an der Rezeption war freundlich und
    hat sofort jemanden geschickt, aber so etwas muss vorher auffallen.
    > Ja, das muss es. Zimmer 307 wurde noch am selben Tag gründlich gereinigt und wird jetzt, wie alle anderen, von einer
    > zweiten Person abgenommen. Bitte entschuldigen Sie.

    # stay 4 breakfast sorbier-mitte
    Frühstück regional, Brot vom Bäcker um die Ecke, Eier auf den Punkt. Dass es den guten Kaffee nur gegen Aufpreis gibt,
    passt nicht dazu.
    > Das passt in der Tat nicht dazu, und seit dem Ersten ist der gute Kaffee einfach der Kaffee. Vielen Dank für den
    > Anstoß.

    # stay 1 noise
    Hochzeit im Saal unter unserem Zimmer, bis 3:20 Uhr, mit Polonaise durchs Treppenhaus. Niemand hatte uns gewarnt. Auf die
    Beschwerde hin hieß es, man könne ja mitfeiern.
    > Die Einladung zum Mitfeiern war gut gemeint und völlig daneben. Wir hätten Sie beim Einchecken warnen und umquartieren müssen.
    > Beide Nächte erstatten wir Ihnen, die Überweisung ist unterwegs.

    # stay 3 price
    Ordentliches Haus, aber 9 Euro für ein Bier an der Bar und 25 für den Parkplatz. Im Zimmer fehlt dafür ein Wasserkocher.

    # stay 5 room
    Ruhiges Zimmer zum Hof, Verdunkelung, die diesen Namen verdient, und ein Schreibtisch, an dem zwei Bildschirme Platz haben. WLAN
    schneller als zu Hause.

    # stay 4 booking
    Wegen Bahnstreik einen Tag später angereist. Umbuchung per Telefon, zwei Minuten, keine Gebühr, kein Theater. Kopfkissen etwas
    zu weich.

    # brasserie 5 food
    Ente, Kartoffelgratin, Tarte Tatin. Drei Gänge, kein einziger Fehler, und eine Bedienung, die merkt, wann man reden
    will und wann nicht.

    # brasserie 2 waiting
    45 Minuten auf die Karte gewartet. Nicht auf das Essen: auf die Karte. Danach ging es dann schnell, man wollte uns
    wohl loswerden.
    > Auf die Karte darf niemand länger warten als auf ein Lächeln. An diesem Abend hat beides gefehlt. Es tut uns leid,
    > und wir möchten es gern wiedergutmachen.

    # pizzeria 4 food
    Sehr guter Teig, luftiger Rand, sparsam belegt, so wie es sein soll. Wer dicke Käsedecken mag, ist hier falsch. Wer Pizza
    mag, ist richtig.

    # pizzeria 1 price
    Gedeck 4 Euro pro Person, auch für das Kleinkind, das aus seinem eigenen Becher getrunken hat. Auf Nachfrage: „Das ist
    halt so.“
    > Für ein Kleinkind mit eigenem Becher ist das natürlich nicht so. Wir erstatten Ihnen den Betrag und haben die
    > Regel geändert: Kinder zahlen kein Gedeck.

    # delivery 2 cold
    Lieferzeit laut App 20 Minuten, tatsächlich 70. Die Pizza war so kalt, dass der Käse beim Abheben am Stück mitkam.
    """

  /// Reviews in Italian.
  static let italianReviews = """
    # pizzeria 5 food ginepro-navigli
    Impasto leggero, cornicione alveolato, pomodoro che sa di pomodoro. La marinara costa sette euro e vale il viaggio.
    Da napoletano emigrato, mi tolgo il cappello.
    > Da un napoletano, il cappello lo appendiamo in pizzeria. Grazie: {staff} ha letto la recensione ad alta voce davanti al
    > forno.

    # pizzeria 2 waiting
    Prenotato per le 20:30, seduti alle 21:15, pizze alle 22:20. Con due bambini piccoli è stata una prova di resistenza. Un pezzo di
    focaccia nel frattempo non avrebbe guastato.
    > La focaccia per chi aspetta con i bambini adesso è una regola della casa, e la dobbiamo a lei. Ci scusiamo per la
    > serata: il prossimo tavolo sarà pronto all'ora giusta, promesso.

    # pizzeria 4 staff
    {staff} consiglia bene e non spinge sui piatti cari, cosa rara in zona. Ottimo il calzone. Sala un po' rumorosa.

    # pizzeria 1 food
    Ordinata una bufala, arrivata con mozzarella qualunque. Alla mia domanda: «È finita la bufala». Bastava dirlo prima, e
    magari non farmela pagare.
    > Ha ragione su tutta la linea: prima si avvisa, poi si decide. Le rimborsiamo la differenza, e la bufala gliela
    > offriamo noi, quella vera.

    # pizzeria 3 price
    Si mangia bene ma coperto 3,50, acqua 4 e limoncello «offerto» che poi compare sullo scontrino. Piccole cose che
    lasciano l'amaro.
    > Il limoncello offerto è offerto: sullo scontrino è finito per sbaglio e glielo rendiamo volentieri. Grazie per la
    > franchezza.

    # pizzeria 5 praise
    Compleanno dei settant'anni di mia madre, tavolata da ventidue, tutto perfetto. Le hanno fatto spegnere le candeline davanti al
    forno, con il cappello da pizzaiola.

    # pizzeria 4 allergy
    Sono celiaca e qui mi sento tranquilla: forno separato, personale preparato, nessuna faccia scocciata. Vorrei solo qualche
    dolce in più senza glutine.

    # pizzeria 2 staff
    Cameriere che parlava al telefono mentre prendeva la comanda. Infatti è arrivato un piatto su quattro giusto.
    > Quattro piatti, uno giusto: il conto lo abbiamo fatto anche noi, e non ci piace. Ne abbiamo parlato con lui, e il telefono
    > resta nell'armadietto.

    # brasserie 4 food
    Bistrot curato, ottima zuppa di cipolle, vini scelti con criterio. Il servizio in inglese zoppica, ma i sorrisi aiutano.

    # stay 5 breakfast
    Colazione con torte fatte in casa, marmellata di limoni e un cappuccino degno di questo nome. Camera silenziosa, letto
    comodissimo.

    # stay 2 room
    La camera «vista città» guarda un muro. Il muro è in città, d'accordo, ma me l'aspettavo diversa.
    > L'ironia è meritata: le foto di quella camera sono state tolte e il nome cambiato. Le rimborsiamo la differenza con la
    > categoria inferiore.

    # delivery 5 food
    Consegnata in ventidue minuti, ancora fumante. Il supplì del fattorino, cioè quello che mi hanno aggiunto loro per il
    ritardo di due minuti, era spaziale.

    # delivery 1 missing
    Mancavano due pizze su sei e il resto era sbagliato. Ho telefonato quattro volte. Alla quinta hanno riattaccato.
    > Riattaccare è imperdonabile, e non ci giriamo intorno. L'ordine è rimborsato per intero; se ci lascia un recapito la
    > chiamo io, e non riattacco.
    """
}

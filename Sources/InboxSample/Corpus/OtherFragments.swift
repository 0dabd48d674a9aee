/// Sentences of which further reviews are composed, in French, German, Spanish and Italian.
extension Corpus {
  /// Sentences in French.
  static let frenchFragments = """
    # fr table good open
    Venus pour {occasion}, à {party}.
    Une adresse qu'on m'avait soufflée, et que je regrette de partager.
    Deuxième passage en un mois.
    Entrés par hasard, à cause de la pluie.
    Déjeuner en terrasse, au calme.
    # fr table good detail
    Mention spéciale pour {dish}.
    {staff} a le sens du conseil et la mémoire des prénoms.
    Servis en {minutes} minutes un samedi soir, chapeau.
    Le vin au verre est bien choisi, et bien servi.
    On nous a changé la garniture sans faire d'histoires.
    Tout est fait sur place, cela se sent dès le pain.
    J'ai demandé la moitié d'une portion : servie, et facturée à moitié.
    {Dish} valait le détour à elle seule, avis unanime de la table.
    # fr table good close
    On a réservé en partant.
    Rien à redire.
    Allez-y avant que cela se sache.
    À très vite.
    # fr table bad open
    Déçus, à {party}, alors que nous venions pour {occasion}.
    Ce n'est plus ce que c'était.
    Dommage, vraiment.
    La soirée avait bien commencé.
    # fr table bad detail
    {minutes} minutes avant qu'on prenne la commande.
    {Dish}, c'était tiède, et c'est revenu brûlant et sec.
    Erreur sur l'addition, corrigée de mauvaise grâce.
    Courant d'air à chaque ouverture de porte, et elle s'ouvre beaucoup.
    Deux plats sur quatre indisponibles, annoncés au compte-gouttes.
    On s'est excusé auprès de nous, jamais on ne nous a expliqué.
    # fr table bad close
    J'attends un geste, ou au moins une réponse.
    On retentera, mais pas tout de suite.
    Heureusement qu'il y avait {staff}.
    # fr stay good open
    Deux nuits pour {occasion}.
    Un hôtel à taille humaine.
    Arrivés tard, à {party}, trempés.
    # fr stay good detail
    {staff} nous a gardé un dîner froid au réfrigérateur.
    Douche à l'italienne, bonne pression, vraies serviettes.
    À {minutes} minutes à pied de tout, et pourtant au calme.
    Le lit est de ceux qu'on quitte à regret.
    On nous a prêté deux vélos, sans caution et avec le sourire.
    # fr stay good close
    On reviendra au printemps.
    Merci à toute l'équipe.
    # fr stay bad open
    Accueil parfait, chambre fatiguée.
    Pour le prix, on attend mieux.
    # fr stay bad detail
    Eau tiède le matin, bouillante le soir, jamais l'inverse.
    {minutes} minutes d'attente pour un petit-déjeuner déjà froid.
    L'ascenseur s'est arrêté deux fois, avec nous dedans.
    Wifi capricieux, code à retaper sans cesse.
    # fr stay bad close
    Signalé à la réception, noté dans un cahier.
    Une rénovation s'impose.
    # fr delivery good open
    Soirée jeux, à {party}.
    Dimanche soir, flemme assumée.
    # fr delivery good detail
    {Dish}, encore fumante malgré {minutes} minutes de vélo.
    Un mot au feutre sur la boîte, signé {staff}.
    L'huile piquante à part, comme demandé.
    La boîte est percée, donc la pâte reste craquante. Il fallait y penser.
    # fr delivery good close
    Les voisins commandent aussi, désormais.
    Merci au livreur, très poli.
    # fr delivery bad open
    D'habitude fiable, pas ce soir.
    À {party}, et pas assez pour tous.
    # fr delivery bad detail
    {minutes} minutes de retard, sans un message.
    La sauce était partout, sauf sur la pizza.
    Il manquait un plat, et ce n'est pas la première fois.
    {Dish}, arrivée froide et de travers.
    # fr delivery bad close
    Un remboursement serait la moindre des choses.
    Je vous aimais bien, pourtant.
    # fr table dish
    la blanquette
    la raie au beurre noisette
    la soupe à l'oignon
    la tarte Tatin
    # fr pizza dish
    la quatre-saisons
    la diavola
    la calzone
    la parmigiana
    # fr party
    quatre
    trois
    six
    huit
    # fr title good
    Une belle surprise
    On s'y sent bien
    À ne pas ébruiter
    Rien à redire
    Soirée parfaite
    # fr title bad
    Quelle déception
    Peut mieux faire
    Dommage
    Plus comme avant
    # fr occasion
    l'anniversaire de ma sœur
    nos dix ans
    un départ en retraite
    fêter un diplôme
    """

  /// Sentences in German.
  static let germanFragments = """
    # de stay good open
    Zwei Nächte für {occasion}.
    Zum dritten Mal hier.
    Kurzfristig gebucht, angenehm überrascht.
    # de stay good detail
    {staff} am Empfang hatte auf jede Frage eine Antwort und einen Stadtplan.
    In {minutes} Minuten zu Fuß am Bahnhof, trotzdem ruhig.
    Matratze fest, Kissen zur Auswahl, Rollos dicht.
    Das Bad ist klein, aber klug eingerichtet.
    # de stay good close
    Wir kommen wieder.
    Klare Empfehlung.
    # de stay bad open
    Freundliches Haus mit müden Zimmern.
    Für diesen Preis hatten wir mehr erwartet.
    # de stay bad detail
    Das Wasser wurde erst nach {minutes} Minuten warm.
    Der Aufzug stand zwei von drei Tagen.
    Im Schrank hing noch die Jacke des Vorgängers.
    # de stay bad close
    Gemeldet, notiert, nichts geschehen.
    Schade um die gute Lage.
    # de party
    vier
    # de occasion
    unseren Hochzeitstag
    eine Messe
    ein Konzert
    """

  /// Sentences in Spanish.
  static let spanishFragments = """
    # es stay good open
    Fin de semana para {occasion}.
    Repetimos hotel y repetiremos otra vez.
    Llegamos tarde y cansados.
    # es stay good detail
    {staff} nos consiguió mesa en un sitio que llevaba semanas lleno.
    A {minutes} minutos del centro y sin ruido.
    Toallas gruesas, ducha potente, luz por la mañana.
    Nos guardaron las bicis en el patio sin cobrar nada.
    # es stay good close
    Muy recomendable.
    Volveremos en primavera.
    # es stay bad open
    El personal, encantador; la habitación, para jubilarla.
    Esperábamos más por este precio.
    # es stay bad detail
    Tardaron {minutes} minutos en traer una manta.
    El agua salía tibia por la mañana y por la noche.
    La puerta del armario se me quedó en la mano.
    # es stay bad close
    Avisamos y tomaron nota. Nada más.
    Una lástima.
    # es party
    cuatro
    # es occasion
    celebrar un ascenso
    el cumpleaños de mi pareja
    un concierto
    """

  /// Sentences in Italian.
  static let italianFragments = """
    # it table good open
    Cena in {party} per {occasion}.
    Consigliato da un amico, e aveva ragione.
    Seconda volta in un mese.
    # it table good detail
    {Dish} da applausi.
    {staff} segue la sala con attenzione e non invade mai.
    Serviti in {minutes} minuti di sabato sera.
    Conto onesto, amaro compreso.
    # it table good close
    Torneremo presto.
    Prenotate, è sempre pieno.
    # it table bad open
    Peccato, di solito si sta bene.
    Serata storta.
    # it table bad detail
    {Dish} è arrivata fredda, e il cameriere era già sparito.
    {minutes} minuti per avere il conto.
    Tavolo accanto alla porta, giacca tenuta tutta la sera.
    # it table bad close
    Daremo un'altra possibilità.
    Una telefonata di scuse sarebbe gradita.
    # it table dish
    la zuppa di cipolle
    la crostata al limone
    # it pizza dish
    la diavola
    la parmigiana
    la bufala
    # it party
    quattro
    sei
    # it occasion
    il compleanno di un collega
    una laurea
    la fine del trasloco
    """
}

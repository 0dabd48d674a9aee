/// E-mail conversations; the format is told in `StoryParser.swift`.
extension Corpus {
  /// Conversations in English.
  static let englishEmails = """
    # email en stay price
    S: Invoice for our stay, company address wrong
    C: Dear Sir or Madam,

    the invoice for our two nights is made out to me personally, and my employer will only refund one in the company's
    name. The correct address is: Halvorsen Marine Survey, 14 Dock Road, Leith. Could you issue a new one?

    Kind regards

    {name}
    U: Dear {name},

    of course. The corrected invoice is attached to the confirmation you will receive within the hour; the number stays the
    same with the suffix A, so that your accounts department can match it.

    With best wishes,

    {agent}
    C: Received, and accounts are happy, which I did not think possible. Thank you.

    # email en brasserie booking
    S: Wake, Thursday 14:00, about 35 people
    C: Hello,

    my father died on Sunday. He ate at your counter every Wednesday for eleven years, the man with the crossword. We would like
    to come together at yours after the funeral, nothing formal, soup and sandwiches and the red he liked. Is that possible
    at short notice?

    {name}
    N editor: The family of the gentleman with the crossword. The whole team wants to be there. I have moved the two bookings in the back room.
    N> camille: Please do. No room hire, and the wine at cost.
    U: Dear {name},

    we are so very sorry. We had begun to wonder about his seat. The back room is yours on Thursday from 13:30 for as long as
    you wish, with soup, sandwiches and the Morgon that he drank. Please do not think about numbers: we shall have enough.

    There will be a crossword on the counter.

    {agent}, and everyone here
    C: I have read this out to my mother. Thank you. 35, perhaps 40.

    # email en pizzeria food
    S: Stomach upset after Saturday
    C: I would like to report that three of our party of five were unwell on Sunday after eating with you on Saturday night. All
    three had the mussels. I am not asking for anything but would want to know if it were my kitchen.
    N editor: @camille batch number of the mussels is on the sheet. Supplier informed, the rest of the lot has been pulled.
    D: Dear {name},

    thank you for writing, and for the way in which you did. I hope that the three of you are well again. The mussels of that
    delivery have been withdrawn and samples are at the laboratory; I will send you the result whatever it says.

    May I call you to ask a few questions about times? It would help the investigation.

    # email en stay booking
    S: Re: Your group request, 24 rooms
    C: Good morning,

    we are an amateur choir of 41 people looking for 24 rooms for three nights in the second week of May, with breakfast and a
    room to rehearse in (two hours a day, not late). Our budget is 95 per person and night. The basses snore; single rooms if
    possible.

    {name}
    U: Good morning {name},

    what a pleasant problem. We can offer 19 doubles and 5 singles from Tuesday to Friday, and the breakfast room from 16:00 to
    18:00 for rehearsals, at 98 per person and night including breakfast and city tax. Might we trade the last three euros
    for two songs in the lobby on Thursday?

    {agent}
    C: The committee laughed, and then voted: two songs it is. What deposit do you need?
    D: Dear {name},

    splendid! A deposit of 20 % holds the rooms, and the remainder is due four weeks before you arrive. The contract is attached. As
    for the basses, the five singles are all on the top floor.

    # email en stay missing
    S: Lost property: hearing aid
    C: Hello, I think my hearing aid (left, beige, in a small blue case) stayed in room 115. I leave the country on Saturday. It costs
    more than the holiday did.
    U: Dear {name}, it has been found, behind the bedside table, in its blue case. A courier can bring it to your address
    tomorrow before noon; I only need to know where you are staying. There is no charge.
    C: I could hear myself cheering. 8 Harbour Steps, second bell. Thank you, thank you.

    # email en brasserie praise
    S: A thank-you letter, the old-fashioned kind
    C: Dear all,

    on Tuesday I had what was very probably my last dinner in your city, as I am moving to be nearer to my grandchildren. I have
    been coming to you since you had the green chairs. I wish to put on record that in all those years I was never once
    hurried, never once overcharged, and only once served a bad oyster, for which you apologised for a month.

    Be well, all of you.
    D: Dear {name},

    your letter is hanging in the kitchen, above the pass, where everyone can see it. The green chairs are in the cellar; one of
    them is yours, should there be room at your grandchildren's. And there is always a table.

    # email en pizzeria price
    S: Voucher expired by two days
    C: Hi, I was given a voucher for 60, could not use it because I was in hospital with my knee, and it ran out on Sunday. I
    realise that rules are rules but thought that asking costs nothing.
    U: Hello {name},

    asking costs nothing and is worth 60: the voucher is valid for another year, same code. How is the knee?

    {agent}
    C: The knee is bionic now. See you for a diavola.

    # email en stay noise
    S: Complaint about construction noise, reservation 88213
    C: For the second time: I booked your hotel in order to write in silence for a week. There is a crane outside my window. Nobody
    mentioned the crane. I request a refund of the four remaining nights, and not a voucher.
    N camille: He is right. Refund all four, and ask @editor to find him something quiet nearby.
    L: Dear {name},

    you are right, we should have told you before you came. The four nights have been refunded to your card, not as a voucher. I
    have also found you a room with a garden ten minutes from here at the same price, held in your name until tomorrow at noon,
    without any obligation.

    # email en delivery price
    S: Charged for an order I cancelled
    C: Order 50927 was cancelled by you, not by me, and I was charged 43.80 nevertheless. The platform says ask the restaurant. The
    restaurant (you) said ask the platform. I have a whole evening of being passed around behind me.
    D: Dear {name},

    then it ends here. I have refunded 43.80 from our side this minute and will sort it out with the platform myself. You should
    see it within three days. Please accept a free order as well, with code SORRY50927.

    # email en brasserie allergy
    S: Severe sesame allergy, table on Friday
    C: We have booked for Friday, four people. One of us carries two adrenaline pens for sesame. Please be honest: if you are
    not sure, we would rather eat at home.
    U: Dear {name},

    thank you for asking so directly. Sesame is in two of our dishes, and both come from a separate cold station. I have spoken
    with the chef: on Friday we will take both dishes off the menu for the evening. Everything else we can vouch for.

    {agent}
    C: You would take them off the menu? For one table? We are coming.
    U: For one table, gladly. It also gives the chef an excuse to try something. See you on Friday.
    """

  /// Conversations in French.
  static let frenchEmails = """
    # email fr stay booking
    S: Demande de devis, séminaire 18 personnes
    C: Bonjour,

    nous souhaitons organiser un séminaire de deux jours, 18 personnes, début mars : salle en lumière naturelle, deux déjeuners, un
    dîner, chambres individuelles. Nous sommes des hydrologues, nous aurons de grandes cartes et besoin de grandes tables.

    Cordialement,

    {name}
    U: Bonjour {name},

    vous trouverez ci-dessous notre proposition : salon du premier étage (trois fenêtres, tables de 2,40 m pour les cartes), 18 chambres
    individuelles à 112 €, forfait journée à 64 €. Le dîner pourrait être servi dans la cour si la météo, que vous prévoyez
    mieux que nous, le permet.

    Bien à vous,

    {agent}
    C: Merci pour ce devis clair. La météo, ce sont nos cousins, mais nous leur poserons la question. Pouvez-vous retirer le
    deuxième déjeuner ?

    # email fr brasserie waiting
    S: Soirée du 12, table de dix
    C: Madame, Monsieur,

    je vous écris à froid. Dix convives, 65 ans de mariage de mes parents, menu choisi trois semaines à l'avance. Entrées à 20 h 50, plats
    à 22 h 10, et le gâteau, commandé et payé, n'est jamais arrivé. Ma mère n'a rien dit, ce qui est pire.

    {name}
    N editor: Le gâteau était dans la chambre froide, personne ne l'a sorti. Aucune excuse. @camille on leur propose quoi ?
    N> camille: Remboursement du repas, et un gâteau livré chez la maman dimanche, je signe la carte.
    D: Madame,

    il n'y a pas d'excuse, il y a un gâteau resté dans une chambre froide et une équipe qui en a honte. Le repas vous est remboursé. Si
    vous le permettez, nous livrerons dimanche, à l'heure de votre choix, un gâteau chez vos parents, avec nos vœux pour la
    soixante-sixième année.

    # email fr pizzeria booking
    S: Anniversaire d'enfant, 12 petits pizzaïolos
    C: Bonjour, proposez-vous des ateliers pizza pour enfants ? 12 enfants de 7 ans, dont un sans gluten et deux qui ne mangent
    « rien de vert ». Un samedi de novembre, si possible avant la sieste des parents.
    U: Bonjour,

    oui ! Samedi à 10 h 30, une heure et demie, toques comprises, 16 € par enfant. La pâte sans gluten se travaille sur une table à
    part. Rien de vert : même le basilic restera au frigo.

    {agent}
    C: Parfait. Réservez-nous le 22.

    # email fr stay missing
    S: Doudou oublié, chambre 21, très urgent
    C: Bonjour, un éléphant gris, sans trompe (longue histoire), sans doute dans les draps. Notre fils ne dort plus. Nous paierons le transport
    le plus rapide qui existe.
    U: Bonjour,

    l'éléphant est sain et sauf, il était déjà dans le chariot de la lingerie. Il prend le train de 14 h 04 dans le sac d'une collègue
    qui rentre chez elle, et sera à la consigne de la gare à 17 h. Rien à payer, évidemment.

    {agent}
    C: Récupéré à 17 h 10. Il dort (notre fils, et l'éléphant). Embrassez cette collègue.

    # email fr brasserie price
    S: Addition du 3, bouteille non commandée
    C: Bonjour, sur l'addition du 3 au soir figure un chablis premier cru à 74 € que nous n'avons ni commandé ni bu. J'ai payé sans relire, c'est
    ma faute, mais tout de même.
    U: Bonjour,

    vous n'y êtes pour rien : ce chablis est celui de la table 8, qui l'a bu à votre santé sans le savoir. Les 74 € vous sont rendus sur la carte
    utilisée, sous trois jours.

    {agent}
    """

  /// Conversations in the other languages; each header says which.
  static let otherEmails = """
    # email es stay booking
    S: Cambio de fechas, reserva 71544
    C: Buenos días:

    a mi marido le han puesto la operación justo el día que llegábamos. ¿Podríamos pasar la reserva a la primavera sin perder el
    depósito? Entiendo que la tarifa no lo permite, pero pregunto.

    Un saludo,

    {name}
    U: Buenos días, {name}:

    por supuesto. El depósito queda guardado sin fecha de caducidad y con la misma tarifa. Que vaya muy bien la operación; cuando esté
    recuperado, nos escriben y elegimos días.

    {agent}
    C: No sabe cuánto se lo agradezco. Le tendré al tanto.

    # email es pizzeria staff
    S: Felicitación para un camarero
    C: Hola, no sé su nombre, lleva un tatuaje de un pulpo. Mi padre tiene alzhéimer y pidió tres veces lo mismo. El chico se lo tomó nota las
    tres veces, con la misma paciencia. Quería que lo supieran sus jefes.
    D: Hola, {name}:

    hemos leído su mensaje en voz alta en la reunión de hoy y el del pulpo ha tenido que salir a tomar el aire. Gracias por escribirlo. Su
    padre tiene aquí su mesa.

    # email de stay price
    S: Stornierung wegen Krankheit, Buchung 60318
    C: Sehr geehrte Damen und Herren,

    leider muss ich unsere Reise absagen, meine Frau liegt mit einer Lungenentzündung im Krankenhaus. Laut Tarif sind 100 % fällig. Ein
    ärztliches Attest kann ich vorlegen. Gibt es eine Kulanzregelung?

    Mit freundlichen Grüßen

    {name}
    U: Sehr geehrter Gast,

    das Attest brauchen wir nicht. Wir haben kostenfrei storniert, die Anzahlung ist unterwegs. Ihrer Frau von uns allen gute Besserung.

    {agent}
    C: Das hatte ich nicht erwartet. Danke, auch von meiner Frau.

    # email de brasserie booking
    S: Tischreservierung, 14 Personen, Betriebsausflug
    C: Guten Tag, wir kommen mit dem Amt für Brückenbau auf Betriebsausflug und suchen einen Tisch für 14 am Donnerstag um 19 Uhr. Zwei
    vegetarisch, einer isst „alles, aber keine Sauce“. Geht eine gemeinsame Rechnung mit Steuerausweis?
    D: Guten Tag,

    14 Plätze am Donnerstag um 19 Uhr sind für Sie notiert, Rechnung mit Steuerausweis ist selbstverständlich. Die Sauce servieren
    wir dem Kollegen einfach nicht, auch nicht in Sichtweite.

    # email it pizzeria price
    S: Fattura elettronica del pranzo aziendale
    C: Buongiorno, ho chiesto la fattura al momento del pagamento e mi hanno dato uno scontrino. Mi serve entro fine mese per il rimborso. Allego
    i dati dell'azienda: Cartografie Riva, codice univoco XXXXXXX.
    U: Buongiorno {name},

    la fattura è partita ora verso il sistema; la riceverà entro domani. Ci scusi per il doppio passaggio, la cassa aveva finito la carta e noi
    la pazienza.

    {agent}

    # email it stay booking
    S: Viaggio di nozze a ottobre
    C: Buongiorno, ci sposiamo il 4 e vorremmo da voi cinque notti. Nessuna sorpresa con petali, per carità: mia moglie è allergica. Una vasca
    però sì.
    D: Buongiorno e auguri!

    Niente petali, promesso. La suite all'ultimo piano ha la vasca sotto il lucernario ed è libera dal 5 al 10. La teniamo bloccata per voi fino
    a venerdì.

    # email pt stay booking
    S: Reserva para peregrinos com burro
    C: Bom dia,

    a pergunta é estranha: fazemos o caminho com um burro, o Simão, e procuramos um sítio para nós e um pátio para ele, uma noite. Ele é
    educado e come pouco.

    {name}
    U: Bom dia,

    o pátio da vizinha tem palha e ela tem saudades de burros. Está combinado: um quarto duplo para vós, e o Simão fica ao lado, sem custos. Só
    precisamos da data.

    {agent}
    C: Dia 9, ao fim da tarde. O Simão agradece e manda dizer que gosta de cenouras.

    # email ja stay booking
    S: 両親の金婚式について
    C: 来月、両親の金婚式で三泊いたします。父は足が悪いため、エレベーターに近い部屋を希望します。花束とケーキの手配も可能でしょうか。
    U: このたびは誠におめでとうございます。二階のエレベーター前のお部屋をご用意いたしました。花束とケーキも承ります。お好みの色や、召し上がれない食材がございましたらお知らせください。
    C: ありがとうございます。母は白い花が好きです。卵は控えております。

    # email ar stay price
    S: استفسار عن استرداد مبلغ التأمين
    C: السلام عليكم، غادرت الفندق قبل عشرة أيام ولم يصلني مبلغ التأمين حتى الآن، وقدره ١٥٠ يورو. أرجو إفادتي بموعد التحويل.
    D: وعليكم السلام، نعتذر عن التأخير. تم تحويل المبلغ اليوم إلى البطاقة نفسها، ومن المتوقع أن يظهر في حسابكم خلال ثلاثة أيام عمل.

    # email zh stay booking
    S: 公司团队住宿咨询
    C: 您好，我们公司十二个人，下个月来参加展会，需要八间房，住四晚，最好离地铁近。可以开公司发票吗？
    U: 您好！可以为您预留八间房，步行三分钟到地铁站，含早餐。可以开具公司发票，请把抬头和税号发给我们。
    C: 好的，抬头和税号稍后发给您。请先预留。
    """
}

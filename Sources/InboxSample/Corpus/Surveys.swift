/// Survey answers in all languages; the format is told in `StoryParser.swift`.
extension Corpus {
  /// Survey answers in English.
  static let englishSurveys = """
    # brasserie 5 staff
    What went well: {staff} noticed that I am left-handed and moved the cutlery. Nobody has ever done that.

    # brasserie 3 waiting
    Everything tasted great but lunch took 95 minutes. I had told them that I had an hour.
    > Thank you for the honest figure. At lunch we now ask each table how much time it has, and write it on the ticket.
    > The next lunch under the hour is on us.

    # brasserie 4 booking
    Paying by phone at the table: brilliant. The tip buttons start at 15 %, which is less brilliant.

    # brasserie 2 food
    The vegetarian main is a side dish on a bigger plate. Roast carrots are not a dinner.
    > You are not the only one to say so, and the kitchen agrees by now. A pithivier with mushrooms and leeks starts on
    > Thursday. If you give it a try, tell us whether it is a dinner.

    # brasserie 5 praise
    Nothing to improve. Well, maybe the hooks under the counter for handbags.

    # brasserie 1 staff
    I was asked twice whether I was "waiting for someone". A woman can eat by herself in this century.
    > She can, and she should be asked what she would like to drink. I am sorry. The question is gone from our door, and I
    > would be happy to welcome you, party of one, whenever you wish.

    # brasserie 4 noise
    Very good. Slightly too loud after nine, slightly too dark to read the menu. I am 61, make of that what you will.

    # brasserie 2 price
    The optional service charge was added to a take-away coffee.

    # pizzeria 5 food
    Dough 10. Tomato 10. Waiter's jokes 6. Fair overall.
    > We have shown him the figures. He asks for a re-evaluation and has been practising.

    # pizzeria 3 cleanliness
    High chair had yesterday's pasta in it. They changed it at once, with an apology.

    # pizzeria 4 praise
    Quick, friendly, hot. More non-alcoholic drinks that are not lemonade, please.

    # pizzeria 2 waiting
    The QR code took my payment, but the waiter's screen did not show it, and I had to prove at the door that I had paid.
    Awkward in front of my clients.
    > That must have been embarrassing and it was entirely our technology. The two systems now talk to each other every
    > five seconds. Please let me make it up to you, clients included.

    # pizzeria 5 staff
    {staff} split the bill between nine people, without sighing, by what each had eaten.

    # pizzeria 1 cold
    Cold pizza, twice. Then a free dessert, also cold, but that was intentional.

    # stay 5 room
    Slept nine hours. I never sleep nine hours.

    # stay 3 breakfast
    Please label the milks. I poured soy into my tea and oat into my coffee and neither of us was happy.
    > Labels are on, in four languages. Sorry about the tea.

    # stay 4 cleanliness
    Room spotless. The spa smells of chlorine as if it were 1987.

    # stay 2 booking
    The app said check-in complete, the desk said who are you. Twenty minutes with all documents again.
    > That defeats the purpose, I know. Your documents had stopped half-way between the two systems. Both sides have been
    > mended, and I have put a credit of 20 on your profile for the twenty minutes.

    # stay 5 staff
    To the night porter who lent me his own umbrella: it is back at the desk, with chocolate in it.

    # stay 4 noise
    Quiet, except for the ice machine on two. It sings at four in the morning.

    # stay 1 room
    Window does not close, reported, not repaired, cold. Would not recommend to a penguin.
    > To our shame, the window had been reported twice before you. It was replaced on Tuesday. I would like to refund
    > the night, and keep a warm room for you and for any penguins.

    # stay 3 price
    Charging for late check-out by the half hour feels petty on a Sunday with an empty house.

    # stay 5 breakfast
    The lady who makes the omelettes is a treasure. Pay her more.

    # stay 4 staff
    Reception 10/10. Please send someone to explain the lights.
    """

  /// Survey answers in French.
  static let frenchSurveys = """
    # brasserie 5 food
    Le vol-au-vent m'a rappelé celui de mon grand-père. J'ai demandé la recette, on m'a dit non avec un sourire.
    > Le chef dit toujours non. Mais il a souri aussi en lisant votre message, et il se pourrait qu'une carte vous attende.

    # brasserie 2 waiting
    Réservé à 20 h, assis à 20 h 35, « le premier service traîne ». Ce n'est pas mon problème, si ?
    > Non, ce n'est pas le vôtre. Nous espaçons désormais les deux services d'une demi-heure de plus. Mes excuses.

    # brasserie 4 staff
    Très bien reçus. Il manque un porte-manteau et une deuxième prise pour les poussettes électriques (si, ça existe).

    # brasserie 3 price
    Bon, mais l'eau filtrée à 4 € la carafe, non merci.

    # pizzeria 5 praise
    Payé par téléphone en dix secondes, sans courir après personne. Et la pizza était bonne, ce qui compte encore.

    # pizzeria 1 staff
    On nous a fait changer trois fois de table parce que « c'est pour six ». Nous étions six.
    > Six, c'est bien six, et trois déménagements de trop. Nous avons revu le plan de salle avec l'équipe. Un apéritif
    > vous attend, à une table dont vous ne bougerez pas.

    # pizzeria 3 food
    Moins de câpres, plus de sauce. Sinon parfait.

    # stay 5 staff
    {staff} nous a déconseillé le restaurant que nous avions réservé et nous a sauvé la soirée.

    # stay 2 room
    Le matelas d'appoint est une punition. Notre fille de treize ans a dormi dans la baignoire avec des coussins, véridique.
    > Nous transmettons nos excuses à votre fille, et notre admiration. Les matelas d'appoint ont été remplacés ce mois-ci ;
    > elle est invitée à les tester.

    # stay 4 breakfast
    Tout était bon. Mais pourquoi un toasteur pour soixante personnes ?

    # stay 3 noise
    Portes qui claquent dans le couloir jusqu'à une heure. Un simple joint suffirait.

    # delivery 4 food
    Emballage sans plastique, bravo. Le carton a un peu bu la sauce.
    """

  /// Answers in the other languages; each header says which.
  static let otherSurveys = """
    # es stay 5 staff
    El chico de recepción nos cambió la rueda del coche. No es broma. Tenía corbata y todo.
    > La corbata sobrevivió. Gracias por acordarse de él, ¡buen viaje con la rueda nueva!

    # es pizzeria 3 waiting
    Riquísimo, pero avisen de que solo se puede pagar con el móvil. Mi padre tiene 82 años.

    # es stay 2 cleanliness
    La alfombra del pasillo pide la jubilación.

    # de stay 4 breakfast
    Alles gut, nur das Rührei war um acht schon von gestern Abend, gefühlt.
    > Das Rührei kommt ab sofort in kleinen Portionen frisch aus der Pfanne, versprochen. Danke für den Hinweis.

    # de stay 2 booking
    Rechnung mit falscher Firmenadresse, dritte Bitte um Korrektur. Die Buchhaltung wartet.
    > Die korrigierte Rechnung ist seit heute Morgen in Ihrem Postfach, und ich habe die Adresse im Profil hinterlegt,
    > damit es bei dieser dritten Bitte bleibt. Entschuldigen Sie.

    # de brasserie 5 staff
    Wir wurden auf Deutsch begrüßt, dem Akzent nach aus dem Elsass. Sehr charmant.

    # it pizzeria 5 food
    La focaccia con la mortadella è da denuncia: crea dipendenza.
    > Ci dichiariamo colpevoli. La pena è un'altra focaccia, quando vuole lei.

    # it pizzeria 2 noise
    Musica altissima di martedì sera. Siamo usciti per parlare e ci siamo dimenticati il dolce.

    # it stay 4 room
    Camera bella e silenziosa. Il bidet, mi raccomando: mettetelo.

    # pt stay 5 breakfast
    As torradas, o doce de abóbora, a paz. Só isso.

    # pt stay 3 price
    Trinta euros por um late check-out num hotel meio vazio parece-me exagerado.
    > Compreendemos. A partir deste mês, o check-out até às 13h é gratuito sempre que o quarto não esteja reservado.

    # ja stay 5 praise
    浴衣のような部屋着がありがたかったです。スタッフの笑顔が自然でした。
    > 温かいお言葉をありがとうございます。またゆったりとお過ごしいただける日を楽しみにしております。

    # ja brasserie 4 food
    パンが美味しくて食べすぎました。英語のメニューに写真があるともっと助かります。

    # zh stay 4 staff
    前台帮我们打印了登机牌，还画了去地铁的路线图。希望房间里有热水壶。
    > 谢谢您！热水壶已经列入采购，下个月起每间客房都会有。

    # ar stay 4 staff
    تعامل راقٍ وسرعة في إنجاز إجراءات الوصول. نقترح إضافة قناة عربية إلى التلفاز.
    > شكرًا جزيلًا لاقتراحكم، وقد أضفنا ثلاث قنوات عربية هذا الأسبوع.
    """
}

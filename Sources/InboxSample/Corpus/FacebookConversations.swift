/// Conversations on Facebook; the format is told in `StoryParser.swift`.
extension Corpus {
  /// Conversations in all languages; each header says which.
  static let facebookConversations = """
    # facebook en brasserie booking
    C: Good afternoon. My mother turns ninety on the 3rd. We would be nineteen persons, two of them in wheelchairs. Do you have a room without steps?
    U: Good afternoon, and what an occasion! The back room is on the ground floor and seats twenty-two. May we suggest lunch rather than dinner, when it is quieter?
    C: Lunch is better for her. She likes fish and does not like fuss.
    U: Fish it is, with one candle and no fuss. I have sent you a menu by e-mail; tell us which three dishes you prefer.
    C: The sole, the trout, and the lemon tart. She says "finally someone who reads".

    # facebook en brasserie missing
    C: Did anyone find a child's blue rabbit yesterday around noon? It has one ear. It is urgent, as you can imagine.
    N editor: Rabbit found under banquette 6. He is on the coffee machine now, with a napkin on.
    D: The rabbit is safe! He spent the night on the coffee machine and helped with breakfast. Shall we keep him until you pass by, or post him this afternoon by express?

    # facebook en pizzeria price
    C: Your gift card site will not take my card, tried three times and was charged three times.
    U: I am sorry! Please do not try a fourth time. Could you send us the last four digits and the time, here in private?
    C: 4410, last night between 21:05 and 21:15
    N editor: @camille three charges of 75 confirmed, two to give back. Can finance do it today?
    N> camille: Done, reference sent to accounting. You can tell her three to five days.
    D: Found them: two of the three charges are on their way back to you, three to five days with most banks. Your gift card is attached to the mail I have just sent.

    # facebook en pizzeria cold
    C: Very disappointed tonight. Cold pizza, wrong pizza, and a waiter who said "it happens". It does not have to.
    U: No, it does not have to. May I ask which evening table you had, and whether we may call you?
    C: Table near the stairs, 8.45. You may, after six.

    # facebook en stay staff sorbier-mitte
    C: I would like to say thank you to the young lady at reception who drove me to the pharmacy at midnight in her own car. I did not get her name.
    U: It was Annika, and she has gone red. Thank you for taking the time. We hope that you feel much better!

    # facebook en stay booking
    C: Do you have an EV charger? Type 2? And do I have to book it?
    U: Two Type 2 sockets of 11 kW in the courtyard, free for guests. No booking, but tell us when you arrive after 8 pm and we keep one free.

    # facebook en brasserie staff aubepine-presquile
    C: Is it true that the chef is leaving?? We come for the quenelles
    D: He is taking six weeks off to become a father, and will be back in the spring. The quenelles are staying: Fatou has been making them for three years already.

    # facebook en delivery waiting
    C: 1 hour 20. I have given up and made toast.
    D: Toast was not what you had in mind, and I am sorry. Your order is cancelled and refunded. If you are willing to try once more, tell me the evening and I will watch over that order myself.

    # facebook fr brasserie booking
    C: Bonjour, prenez-vous les chèques-vacances et les titres-restaurant le samedi ?
    U: Bonjour ! Chèques-vacances tous les jours, titres-restaurant du lundi au vendredi seulement, c'est la règle de l'émetteur.

    # facebook fr brasserie staff
    C: Je cherche un apprentissage en salle pour ma fille, 17 ans, motivée, elle adore votre maison. À qui écrire ?
    N camille: @editor on recrute deux apprentis pour janvier, c'est une bonne piste.
    D: Bonjour ! Cela tombe bien, nous prenons deux apprentis en janvier. Qu'elle nous écrive quelques lignes à elle, pas une lettre type, et nous la recevons pour un essai d'une journée.

    # facebook fr pizzeria waiting
    C: Une heure d'attente et on nous dit que le four est en panne. Vous auriez pu le dire en arrivant !
    U: Vous avez raison et nous vous devons des excuses. La résistance a lâché à 20 h 50, nous avons espéré trop longtemps. Votre prochaine visite est pour nous : envoyez-nous un mot la veille.
    C: Bon. Merci d'avoir répondu franchement. On reviendra.

    # facebook es stay missing
    C: Buenos días, dejé un cargador de portátil en la 212. ¿Lo han encontrado?
    U: Buenos días. Sí, y otros cuatro más esta semana. ¿De qué marca es el suyo, para no equivocarnos?
    C: Es el que tiene una pegatina de un aguacate 🥑
    U: ¡El del aguacate! Le sale el paquete mañana.

    # facebook it pizzeria booking
    C: Buonasera, organizzate corsi di pizza per bambini? Mia figlia compie 8 anni
    U: Buonasera! Sì, il sabato alle 15:30, massimo dodici bambini, grembiule e merenda compresi.
    C: Sono in dodici esatti. Il 21 è libero?

    # facebook de stay price
    C: Warum kostet das Zimmer bei Ihnen direkt mehr als auf dem Portal? Das verstehe ich nicht.
    D: Das sollte es nicht. Direkt gebucht ist bei uns immer das Frühstück dabei, auf dem Portal nicht. Schicken Sie uns gern den Preis, wir gehen mit und legen das Frühstück obendrauf.

    # facebook pt stay booking
    C: Boa tarde, aceitam grupos de caminhantes? Somos 16 e chegamos com botas cheias de lama
    U: Boa tarde! Aceitamos, botas incluídas: há um lavadouro no pátio e uma sala para secar. Enviámos uma proposta por e-mail.

    # facebook zh brasserie booking
    C: 请问圣诞节当天营业吗？我们六个人，有一位老人吃素
    U: 您好，圣诞节当天午餐营业，12点和14点两个时段。素食套餐可以提前准备。请问您选哪个时段？
    C: 12点，谢谢
    """
}

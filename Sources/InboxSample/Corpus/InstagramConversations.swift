/// Direct messages on Instagram; the format is told in `StoryParser.swift`.
extension Corpus {
  /// Conversations in all languages; each header says which.
  static let instagramConversations = """
    # instagram en brasserie food
    C: That chocolate mousse being scooped at the table in your story 😭 is it on every day?
    U: Every day, until the bowl is empty! It usually lasts until half past nine.
    C: setting an alarm

    # instagram en brasserie booking
    C: hii do you take dogs inside or just on the terrace?
    U: Inside too, as long as they do not order the steak. Tell us when you book and we give you the corner with more floor.
    C: she's a whippet she IS the floor

    # instagram en pizzeria price
    C: Do you do student discount?
    D: Hi! Yes: 15 % on pizzas Monday to Wednesday with a student card, all evening. See you soon?

    # instagram en pizzeria praise
    C: We got engaged under your neon juniper sign and you're in all the photos, sorry not sorry 💍
    U: Congratulations!! Please send one for the wall by the oven. And there is a bottle waiting for when you come back.
    C: [photo]
    C: wall material?
    N editor: Print this one in A4 please, the frame next to the till is free.
    D: Wall material. It goes up tonight, in the good frame. Come and check that we hung it straight!

    # instagram en stay booking
    C: Hey! I'm a travel creator (84k) and would love to collab, 3 nights for 2 reels + stories 🫶
    N camille: Not our policy any more, but be kind. @editor please use the press-rate answer.
    D: Hello, and thank you for thinking of us! We no longer trade stays for content, but we have a press rate with breakfast included. Shall we send you the details?

    # instagram en stay room
    C: what's the name of the green on the walls of the attic room?? asking for my hallway
    U: It has a very glamorous name: 'old pond'. The painters left us half a tin, reception can show you the label.
    C: old pond hallway here we come

    # instagram en pizzeria waiting
    C: is the queue as bad on a Tuesday
    U: On Tuesdays it is more of a rumour than a queue. Before 19:30 you walk straight in.

    # instagram en brasserie allergy
    C: Anything on the set menu for a vegan who also can't have celery?
    U: Yes! The beetroot tartare and the chickpea panisse; the broth is made without celery on request, so tell us the day before.
    C: Thursday 1pm, two people, name's {name}
    U: Noted for Thursday at 1 pm, with a celery-free kitchen for you.

    # instagram en stay noise sorbier-alfama
    C: Is there really a rooster near your place or is my boyfriend hearing things
    U: There really is. He lives two gardens away, he is called Baltasar and starts at six. Earplugs are on the night stand. We have tried to reason with him.
    C: tell Baltasar we want to talk

    # instagram en brasserie staff
    C: Waiter with the round glasses on Saturday night: is he single, asking for my sister
    D: We pass on compliments, but never phone numbers! He says thank you, and that he has turned the colour of the house red.

    # instagram fr brasserie food
    C: C'est quoi le dessert vert dans votre dernière story ???
    U: Un sablé à l'estragon avec des fraises. Il est là jusqu'à la fin des fraises, donc vite !
    C: j'arrive

    # instagram fr pizzeria booking
    C: coucou vous faites les EVJF ? 12 filles, samedi en 8
    U: Coucou ! Avec plaisir : grande table à l'étage à 20 h 30, menu à 35 € et cours express de lancer de pâte si ça vous dit.
    C: LE LANCER DE PÂTE 😍 on prend
    D: Génial ! Il nous faut juste un prénom, un numéro et un acompte de 60 €, on vous envoie le lien. On garde la surprise pour la future mariée.

    # instagram fr brasserie praise
    C: Merci pour hier soir, mon père n'avait pas ri comme ça depuis longtemps
    U: Ce message a fait le tour de la salle ce midi. Embrassez votre père de notre part.

    # instagram fr pizzeria price
    C: Le tiramisu pistache à 11 € il est doré à la feuille ou quoi
    D: Presque ! Ce sont des pistaches de Bronte, et il se mange à deux. Mais on entend : une petite part à 6 € arrive la semaine prochaine.

    # instagram es stay booking
    C: holaaa la terraza de arriba está abierta al público o solo huéspedes?
    U: ¡Hola! Abierta a todo el mundo de jueves a domingo, desde las 18 h. Los huéspedes tienen sitio guardado.
    C: nos vemos el jueves entonces 🍹

    # instagram es pizzeria food
    C: Por favor la receta de la salsa picante, llevo días soñando con ella
    U: El secreto se queda en casa, pero la salsa se va contigo: botecitos de 100 ml en caja, 5 €.

    # instagram it pizzeria praise
    C: La vostra margherita nel mio feed ha fatto litigare tutta la famiglia su quando prenotare
    U: Litigi così ci piacciono. Per otto o più persone scriveteci qui, vi teniamo la tavolata lunga.
    C: Siamo in undici. Sabato?

    # instagram it pizzeria allergy
    C: La base senza glutine è contaminata o no? Sono celiaco vero
    U: Forno, farine e utensili separati, e prepara una persona sola per turno. Siamo nel circuito dei locali informati da tre anni. Scrivilo nella prenotazione.
    C: Perfetto, prenoto per venerdì

    # instagram de stay booking
    C: Habt ihr am Langen Wochenende noch was frei? Zwei Freundinnen, ein Bett reicht nicht 😅
    D: Hallo ihr zwei! Ein Zimmer mit zwei getrennten Betten wäre noch da, von Freitag bis Montag. Sollen wir es bis morgen Abend für euch halten?

    # instagram pt stay praise
    C: Aquele pôr do sol no vosso terraço 🧡 posso repostar?
    U: Claro que sim! Basta identificar-nos. E da próxima vez, a mesa do canto tem a melhor vista.

    # instagram ja brasserie food
    C: ストーリーズのプリンはテイクアウトできますか？
    U: はい、瓶入りでお持ち帰りいただけます。十八時以降は売り切れることが多いので、お早めにどうぞ。
    C: 明日のお昼に伺います！

    # instagram ar pizzeria booking
    C: هل اللحوم المستخدمة في البيتزا حلال؟
    D: أهلًا بكم! لحم البقر والدجاج لدينا حلال، أما بعض المقبلات فلا. لدينا أيضًا قائمة خضار كاملة محضّرة على حدة.
    """
}

/// WhatsApp conversations; the format is told in `StoryParser.swift`.
extension Corpus {
  /// Conversations in all languages; each header says which.
  static let whatsAppConversations = """
    # whatsapp en stay booking
    C: Hi! We arrive on Friday around 1 am, is someone at the desk that late?
    U: Good evening! Yes, the desk is open all night. Just ring the bell on the left of the door. Shall we leave something to eat in the room?
    C: omg yes please. two people, one vegetarian
    U: Consider it done: two plates, one without meat, and fruit. Safe travels!
    C: You are stars 🌟

    # whatsapp en stay missing
    C: Hello, I checked out this morning from 204 and I think I left a grey notebook on the night stand
    C: It has no value but it has everything in it, if you know what I mean
    N editor: Housekeeping has it, I saw it in the drawer with the chargers. Please do not let anyone post it without tracking.
    D: Good news: it is here, in our safe, unread! We can send it tracked to your home address or keep it for your next visit. Which do you prefer?

    # whatsapp en brasserie booking
    C: Table for 5 tomorrow at 8?
    U: Hello! For 5 we have 19:15 or 21:00 tomorrow. Would one of those suit you?
    C: 9 works. one of us uses a wheelchair
    U: Booked for 21:00, a table on the ground floor with room on the aisle side, and the accessible toilet is on the same level. Under which name?
    C: Under {name}. Thanks for not making it weird

    # whatsapp en pizzeria allergy
    C: quick one: is there egg in the gnocchi?
    U: Yes, a little egg in the dough. The potato ones on Thursdays are made without; shall we keep you a portion?
    C: yes pls, 2 portions Thursday 7pm

    # whatsapp en delivery missing
    C: [photo] this is what arrived. where is the rest 😐
    C: order 7731
    D: I am sorry, that is plainly half an order. The other two pizzas are going into the oven now and a rider leaves in twelve minutes. No charge for any of it.

    # whatsapp en stay room sorbier-mitte
    C: Room 311. The safe is closed and beeps, our passports are in it and the taxi is here in 40 min
    U: On our way up with the master key, two minutes.
    C: He's here. It's open. I can breathe. Thank you Emre!!
    U: Breathe well, and have a good flight! We are changing that lock today.

    # whatsapp en stay price
    C: Is the parking still 18 a day? The website says 18 and the sign says 24
    U: 18 is right for guests; the sign is for visitors. We will stick a note on the sign before someone else worries.

    # whatsapp en pizzeria booking
    C: hiya, do you do private hire on a Monday? 40 ppl, leaving do, we will be loud
    N editor: @camille Monday is closing day at our place. They would take the whole room with the set menu. Worth opening for?
    N> camille: Yes if it is above 2,000 net. Offer the long menu and ask for a deposit of 30 %.
    D: Loud is fine! We are closed on Mondays, which means that the place would be all yours. Could you tell me the date, and whether a set menu at 48 a head would work for you?

    # whatsapp en brasserie waiting
    C: We're at the bar, booked for 7.30, it's 7.55, nobody seems to know anything
    U: I am so sorry, I have called the floor. {staff} is coming to you now and your table is being laid.
    C: Seated. Olives have appeared. All forgiven

    # whatsapp en stay noise
    C: sorry to bother at this hr. neighbours in 412 having a party
    U: No bother at all, that is what we are here for. Security goes up now. If it is not quiet in five minutes I will move you to 508, which is ready.
    C: quiet now. ty, goodnight
    U: Sleep well. Late check-out until 1 pm, on the house.

    # whatsapp fr stay booking
    C: Bonjour, est-ce possible d'arriver à 11h au lieu de 15h ? On vient avec un bébé
    U: Bonjour, nous ferons tout notre possible ! La chambre sera prête au plus tard à midi, et le salon avec fauteuils est à vous en attendant. Lit bébé ?
    C: Oui merci ! et un chauffe-biberon si vous avez 🙏
    U: Les deux seront dans la chambre. À samedi !

    # whatsapp fr brasserie booking
    C: bonsoir on sera 7 au lieu de 4 ce soir, c'est grave ?
    D: Bonsoir ! Rien de grave, mais la table ronde n'est libre qu'à 21 h. Est-ce que cela vous irait, avec un verre au comptoir en attendant ?

    # whatsapp fr delivery cold
    C: Bonsoir, commande 4419, tout est froid et la boisson manque
    U: Bonsoir, je suis désolée. Préférez-vous qu'on vous relivre tout de suite ou qu'on vous rembourse ?
    C: Relivrer svp, les enfants attendent
    U: C'est parti de chez nous il y a une minute, avec deux glaces pour les enfants.
    C: Bien reçu et chaud cette fois. Merci

    # whatsapp fr pizzeria allergy
    C: Il y a des pignons dans le pesto ? Mon fils est allergique aux fruits à coque
    U: Nos pignons sont bien dans le pesto, et l'atelier utilise aussi des noisettes. Je vous conseille la margherita ou la marinara, préparées sur le plan de travail sans fruits à coque. Dites-le aussi à table, le ticket sera marqué.
    C: Merci pour la réponse claire, ça nous change

    # whatsapp fr stay missing
    C: Je crois avoir laissé une boucle d'oreille (perle, montée en or) près du lavabo chambre 9
    N editor: Pas trouvée hier. La gouvernante démonte le siphon demain matin.
    L: Bonjour Madame, nous avons démonté le siphon du lavabo ce matin et cherchons encore derrière le meuble. Je vous écris dès que nous savons, d'ici ce soir.

    # whatsapp es stay booking
    C: Buenas, ¿se puede guardar el equipaje después del check-out? Nuestro vuelo sale a las 22 h
    U: ¡Claro! Sin coste y sin límite de hora. También pueden ducharse en el spa antes de irse, solo pídanos una toalla.
    C: Qué lujo, gracias 🙌

    # whatsapp es stay room
    C: el aire de la 105 gotea encima de la cama
    U: Disculpe, sube mantenimiento ahora mismo. Si tarda más de quince minutos le cambiamos a la 118.
    C: mejor cambiar directamente por favor, tengo que dormir

    # whatsapp de stay booking
    C: Guten Tag, wir kommen mit Hund (Dackel, brav). Ist das möglich und was kostet es?
    U: Guten Tag! Brave Dackel sind willkommen, 12 € pro Nacht mit Napf und Decke. Nur im Frühstücksraum muss er bitte draußen warten.
    C: Super, Waldi freut sich. Er kann auch draußen beleidigt schauen.

    # whatsapp de stay price
    C: Auf meiner Rechnung steht zweimal Frühstück, ich habe aber keins gegessen
    D: Entschuldigen Sie bitte, da wurde das Frühstück vom Nachbarzimmer gebucht. Die korrigierte Rechnung kommt heute per Mail, 36 € gehen auf Ihre Karte zurück.

    # whatsapp it pizzeria booking
    C: Ciao, avete posto stasera per 3? Anche al banco
    U: Ciao! Al banco sì, alle 20 oppure alle 22. In sala siamo pieni.
    C: 20 al banco perfetto
    U: Segnato. A dopo!

    # whatsapp it pizzeria missing
    C: Ieri sera ho lasciato una sciarpa verde sulla sedia, tavolo vicino alla finestra
    U: Trovata! È alla cassa, profuma un po' di origano. Siamo aperti dalle 12.

    # whatsapp pt stay booking
    C: Bom dia, têm quarto para cadeira de rodas com duche ao nível do chão?
    U: Bom dia! Sim, dois: o 3 e o 4, ambos com duche ao nível do chão e barra de apoio. O elevador tem 90 cm de porta. Para que datas seria?
    C: De 14 a 17 do próximo mês

    # whatsapp pt stay noise
    C: Boa noite, o alarme do quarto ao lado está a tocar há vinte minutos
    U: Boa noite, já desligámos. Era um telemóvel esquecido no cofre. Pedimos imensa desculpa e amanhã o pequeno-almoço é por nossa conta.
    C: Obrigada. O mistério do cofre cantor, resolvido 😄

    # whatsapp ja stay booking
    C: 明日チェックインの者です。空港からのシャトルバスはありますか？
    U: お問い合わせありがとうございます。シャトルバスはございませんが、ご到着時刻をいただければ定額のタクシーを手配いたします。
    C: 助かります。16時40分着の便です。

    # whatsapp ar stay booking
    C: السلام عليكم، هل يوجد لديكم غرفتان متصلتان لعائلة من ستة أشخاص؟
    U: وعليكم السلام، نعم لدينا غرفتان متصلتان في الطابق الثاني. ما هي تواريخ الإقامة؟
    C: من الخميس إلى الأحد القادم، مع سرير أطفال من فضلكم
    D: تم الحجز المبدئي للغرفتين مع سرير أطفال من الخميس إلى الأحد. هل نرسل لكم رابط التأكيد عبر البريد الإلكتروني؟

    # whatsapp zh stay room sorbier-mitte
    C: 您好，房间的空调怎么调成暖风？面板上都是德语
    U: 您好！请长按“Modus”键三秒，再按一次出现太阳图标就是暖风。需要的话我们马上派人上来。
    C: 好了，谢谢，很暖和
    """
}

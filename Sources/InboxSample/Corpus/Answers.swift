/// Answers of the house, composed for texts that have none of their own: an opening, a sentence on the topic, a closing.
extension Corpus {
  /// Answers in English.
  static let englishAnswers = """
    # en open good
    Thank you, {first}, for taking the time to write this.
    Dear {first}, your review was read out at the start of service today.
    {first}, what a pleasure to read.
    Thank you so much, {first}.
    # en open bad
    Dear {first}, thank you for being frank with us.
    {first}, I am sorry that we let you down.
    Dear {first}, this is not the visit that we wanted you to have.
    Thank you for writing, {first}, rather than just not coming back.
    # en general
    I have gone through your points one by one with the manager on duty.
    Each of your points has found its way onto this morning's list, with a name beside it.
    We have talked it over with everybody who was there that day.
    # en praise
    The team works hard for days like yours, and it does them good to hear it.
    It is the small things that we argue about most, so we are glad that you noticed them.
    {staff} has asked for a copy, to send home.
    You have described just what we try for every day and do not always reach.
    We will try hard to deserve it a second time.
    It has been pinned above the coffee machine, which is the highest honour in this house.
    # en food
    I have passed your words on to the kitchen, where they were discussed in earnest.
    The chef tasted the dish again with your comment beside the plate.
    # en staff
    I have shared this with the person concerned, who knows exactly which evening you mean.
    Whoever looks after you makes the visit, so we take this to heart.
    # en waiting
    I have gone through the evening minute by minute, and we have moved one more colleague to the busiest hour.
    We now tell every guest the waiting time before anyone sits down.
    # en cold
    It should have reached you hot; we have shortened the way from the oven to the door.
    Hot food ought to be hot, and we have changed the order of the pass accordingly.
    # en price
    Prices ought to be clear before the bill arrives, so we are rewriting that page of the menu.
    I understand the point about value, and will raise it when we next set prices.
    # en noise
    We have turned a few things down and felt the walls for where the sound comes through.
    A good night needs silence; we now offer the quiet side first.
    # en cleanliness
    The standard is not up for debate, and we have added a second check.
    I have walked through it myself this morning, and it has been put right.
    # en room
    Maintenance has had the room since yesterday, with your review as the list.
    We have noted the details in our room book, which decides what is renewed next.
    # en breakfast
    The breakfast team now replenishes until the very last minute.
    Breakfast is where the day is decided, so thank you for the details.
    # en missing
    Every order is now counted by a second pair of hands before it leaves.
    What was missing has been refunded, as it should have been at once.
    # en allergy
    Allergies are the one place where we accept no exceptions, and we have gone through the procedure again with everyone.
    # en booking
    We have looked up the booking and found where it went off the track.
    Flexible is what a house should be, and we are glad when it shows.
    # en close good
    We hope to see you again soon.
    Until next time!
    Your table will be waiting.
    # en close bad
    If you would write to us directly, I will look after your next visit myself.
    I hope that you will let us show you a better day.
    Please ask for me when you come again.
    """

  /// Answers in French.
  static let frenchAnswers = """
    # fr open good
    Merci {first} d'avoir pris le temps de nous écrire.
    Quel plaisir de vous lire, {first} !
    # fr open bad
    Bonjour {first}, merci pour votre franchise.
    {first}, je suis désolée que nous vous ayons déçu.
    Bonjour {first}, ce n'est pas la visite que nous vous souhaitions.
    # fr general
    J'ai repris chacun de vos points avec la responsable de service.
    Nous en avons parlé avec toutes les personnes présentes ce jour-là.
    # fr praise
    Votre message a été lu à toute l'équipe avant le service.
    Il est désormais affiché au-dessus de la machine à café, la plus haute distinction de la maison.
    Toute l'équipe essaie d'y arriver chaque jour, et c'est bon de savoir que cela se voit.
    {staff} en a demandé une copie.
    # fr food
    J'ai transmis vos mots en cuisine, où ils ont été pris très au sérieux.
    # fr staff
    J'en ai parlé avec la personne concernée, qui se souvient très bien de vous.
    # fr waiting
    Nous avons renforcé l'équipe sur ce créneau et annonçons désormais l'attente dès l'arrivée.
    # fr cold
    Un plat chaud doit arriver chaud : nous avons revu le passage entre le four et la porte.
    # fr price
    Votre remarque sur les prix sera sur la table de notre prochaine réunion de carte.
    # fr noise
    Nous cherchons d'où vient le bruit et proposons d'abord les places calmes.
    # fr cleanliness
    La propreté ne se discute pas, une seconde vérification a été ajoutée.
    # fr room
    La maintenance est passée dans la chambre avec votre avis à la main.
    # fr breakfast
    Le buffet est désormais réapprovisionné jusqu'à la dernière minute.
    # fr missing
    Chaque commande est maintenant comptée par une deuxième personne avant de partir.
    # fr allergy
    Sur les allergies, nous n'acceptons aucune exception et avons repris la procédure avec chacun.
    # fr booking
    Nous avons retrouvé votre réservation et compris ce qui s'est passé.
    # fr close good
    À très bientôt.
    Votre table vous attend.
    # fr close bad
    Écrivez-nous directement, je m'occuperai personnellement de votre prochaine visite.
    J'espère que vous nous laisserez vous montrer un meilleur jour.
    """

  /// Answers in the other languages.
  static let otherAnswers = """
    # es open good
    ¡Muchas gracias por sus palabras, {first}!
    # es open bad
    {first}, sentimos no haber estado a la altura.
    # es general
    Hemos compartido su comentario con todo el equipo y ha alegrado el turno. Lo tenemos muy en cuenta.
    Lo hemos leído en la reunión de la mañana y ya hay un responsable para cada punto.
    {staff} le manda un saludo, y todos tomamos nota.
    # es close good
    Le esperamos pronto.
    # es close bad
    Escríbanos directamente y nos ocuparemos en persona de su próxima visita.
    # de open good
    Herzlichen Dank für Ihre Zeilen!
    # de open bad
    Vielen Dank für Ihre offenen Worte, und bitte entschuldigen Sie.
    # de general
    Wir haben Ihre Hinweise im Team besprochen und nehmen sie ernst.
    Ihre Zeilen hängen jetzt im Teamraum, und jeder Punkt hat einen Namen daneben.
    {staff} lässt herzlich grüßen, und wir haben uns alles notiert.
    # de close good
    Wir freuen uns auf Ihren nächsten Besuch.
    # de close bad
    Schreiben Sie uns gern direkt, dann kümmern wir uns persönlich um Ihren nächsten Aufenthalt.
    # it open good
    Grazie di cuore, {first}!
    # it open bad
    {first}, ci dispiace davvero.
    # it general
    Abbiamo letto il suo commento con tutta la squadra e ne facciamo tesoro.
    Ne abbiamo parlato alla riunione del mattino, punto per punto.
    {staff} la saluta, e noi ci siamo segnati tutto.
    # it close good
    A presto.
    # it close bad
    Ci scriva direttamente: della prossima visita ci occupiamo di persona.
    # pt open good
    Muito obrigado pelas suas palavras!
    # pt open bad
    Lamentamos sinceramente, e agradecemos a franqueza.
    # pt general
    Partilhámos o seu comentário com toda a equipa.
    # pt close good
    Até breve.
    # pt close bad
    Escreva-nos diretamente e trataremos pessoalmente da sua próxima visita.
    # ja open good
    温かいお言葉をありがとうございます。
    # ja open bad
    貴重なご意見をありがとうございます。ご不便をおかけし申し訳ございません。
    # ja general
    いただいた内容はスタッフ全員で共有いたしました。
    # ja close good
    またのお越しを心よりお待ちしております。
    # ja close bad
    改善に努めてまいりますので、またの機会をいただければ幸いです。
    # zh open good
    非常感谢您的评价！
    # zh open bad
    感谢您的坦率，很抱歉让您失望。
    # zh general
    我们已经把您的意见转达给全体同事。
    # zh close good
    期待您再次光临。
    # zh close bad
    希望您能给我们一次改进的机会。
    # ar open good
    شكرًا جزيلًا على كلماتكم الطيبة.
    # ar open bad
    نشكركم على صراحتكم ونعتذر عن التقصير.
    # ar general
    شاركنا ملاحظتكم مع الفريق كله.
    # ar close good
    نتطلع إلى زيارتكم القادمة.
    # ar close bad
    نأمل أن تمنحونا فرصة أخرى لخدمتكم بشكل أفضل.
    """
}

/// Contact forms of the web sites; the format is told in `StoryParser.swift`.
extension Corpus {
  /// Forms in all languages.
  static let siteForms = """
    # site en brasserie booking
    S: Private dining
    C: Is the small room upstairs available for a book club, last Monday of each month, ten people, modest appetites, loud opinions?
    U: It is, and we would be glad of the opinions. No room hire if you all have a main course. Shall we begin this month?

    # site en stay booking
    S: Accessibility
    C: What is the exact width of the bathroom door in the accessible room? "Accessible" has meant 68 cm before. My chair is 71.
    U: 88 cm, measured this morning by me, with 150 cm of turning space beyond it. I have photos with a tape measure, should you want them.

    # site en pizzeria staff
    S: Job application
    C: Hello, I am looking for a weekend job. I have no experience but I am fast, polite and my grandmother has taught me to
    make orecchiette. When can I come by?
    D: Hello! The grandmother has got you an interview. Could you come on Wednesday at 16:00, before service? Bring yourself, we have flour.

    # site en stay price
    S: Wrong rate shown
    C: Your site showed 129 until I entered my card, then 161. I took screenshots. Which one do you mean?
    N editor: Reproduced: the tax is added at the last step on phones only. @camille the web agency needs to know.
    D: We mean 129. The tax appears too late on phones and that will be repaired this week; until then I honour the price you saw. May I book the room for you at 129?

    # site en brasserie missing
    S: Lost umbrella
    C: Long, dark green, wooden handle in the shape of a duck. Left on Friday. It was my late husband's, otherwise I should not trouble you.
    U: The duck is safe and dry behind the bar, and has been admired by all. Come whenever suits you, or tell us where to bring it.

    # site en pizzeria allergy
    S: Allergen table
    C: Could you send me your allergen table as a document with real text? The picture on your site cannot be read by my screen reader.
    U: Sent to your address as a document, and the site has had a readable version since this morning. Thank you for pointing it out, and please tell me if anything is still unclear.

    # site en stay noise
    S: Church bells
    C: Planning a stay with a light sleeper. How often do those bells actually ring?
    D: Honest answer: on the hour from eight to eight, and a concert on Sundays at half past nine. The rooms to the courtyard hear nothing of it; shall we reserve one of those?

    # site fr brasserie booking
    S: Privatisation
    C: Bonjour, nous cherchons un lieu pour un départ à la retraite, 45 personnes, un mardi de janvier, avec un micro (pour les discours,
    hélas).
    U: Bonjour, la salle du fond se privatise le mardi sans minimum. Le micro existe, il est assez mauvais, ce qui abrège les discours. Devis joint.

    # site fr stay booking
    S: Vélo cargo
    C: Peut-on entrer un vélo cargo (2,60 m) dans votre local ? Et le charger ?
    U: Oui aux deux : porte de 1,10 m, prise au fond à gauche. Un collègue a essayé ce matin avec le sien, qui mesure 2,54 m. Il reste six centimètres de confiance.

    # site fr pizzeria praise
    S: Merci
    C: Vous avez accueilli ma classe de CE2 jeudi. Vingt-six enfants, zéro drame, et ils savent maintenant ce qu'est une levure. Les dessins
    arrivent par la poste.
    D: Les dessins sont attendus avec impatience, le mur en face du four est déjà libre. Merci à vous : ils ont posé de meilleures questions que bien des critiques.

    # site fr brasserie staff
    S: Réclamation
    C: Votre voiturier a rayé ma portière. Il était désolé, mais désolé ne repeint pas. J'ai des photos datées.
    N editor: @camille déclaration à l'assurance à faire sous 48 h, je prépare le constat.
    L: Bonjour, la déclaration est partie ce matin chez notre assureur, votre dossier porte le numéro de votre réservation. Le garage de votre choix peut nous
    envoyer le devis directement, vous n'avancez rien.

    # site es stay booking
    S: Boda pequeña
    C: ¿Celebran bodas pequeñas en la terraza? Somos 30, en mayo, sin flores de plástico, con mi abuela cantando.
    D: ¡Sí! En mayo nos quedan dos sábados. La terraza tiene buena acústica para abuelas. ¿Le enviamos el menú y el presupuesto?

    # site de stay booking
    S: Barrierefreiheit
    C: Ist der Weg vom Bahnhof zu Ihnen mit Rollator machbar, oder ist da Kopfsteinpflaster?
    U: Die letzten 80 Meter sind leider Kopfsteinpflaster. Wir holen Sie gern am Bahnhof ab, das Auto hat eine Rampe. Sagen Sie uns nur den Zug.

    # site it pizzeria booking
    S: Tavolo per il derby
    C: Buongiorno, fate vedere la partita domenica? Se no prenoto lo stesso, così mi distraggo.
    U: Buongiorno, niente partita, solo il forno. Per distrarsi è il posto giusto: le ho segnato un tavolo alle 20.

    # site pt stay price
    S: Fatura com contribuinte
    C: Boa tarde, pedi fatura com número de contribuinte e veio sem. Já é a segunda vez. Podem corrigir?
    D: Boa tarde, a fatura corrigida segue hoje, e o número ficou guardado no seu perfil para não haver terceira vez. As nossas desculpas.

    # site ja stay booking
    S: 連泊の割引について
    C: 五泊以上の割引はありますか。また、洗濯機は使えますか。
    U: 五泊以上で一割引とさせていただいております。洗濯機は地下一階に二台あり、洗剤も無料でお使いいただけます。
    """
}

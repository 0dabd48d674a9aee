/// Reviews in French, of restaurants, hotels and deliveries; the format is told in `StoryParser.swift`.
extension Corpus {
  /// Reviews in French.
  static let frenchReviews = """
    # brasserie 5 food
    Un vrai poireau vinaigrette, une vraie sole meunière, une vraie purée. On est venus à quatre, on s'est tus
    pendant dix minutes, ce qui n'arrive jamais dans ma famille. Le baba se partage à deux, faites-moi confiance.
    > Dix minutes de silence en famille : la cuisine l'a pris comme la plus belle des notes. Le baba vous attend,
    > avec deux cuillères.

    # brasserie 2 waiting
    Une heure dix entre l'entrée et le plat, un mardi, salle à moitié vide. On nous a proposé un café « pour
    patienter ». Nous n'avions toujours pas mangé !
    > Un café avant le plat, on ne peut pas vous donner tort. Un four est tombé en panne à 20 h 15 et nous aurions
    > dû vous le dire tout de suite, franchement. Revenez nous voir, la table et l'entrée sont pour nous.

    # brasserie 4 staff
    Très bon accueil de {staff}, qui a déplacé deux clients (avec leur accord) pour que ma grand-mère soit loin du
    courant d'air. Bavette parfaite. Carte des desserts un peu courte.

    # brasserie 1 price
    Verre de vin à 13 €, rempli à un tiers. J'ai demandé si c'était une dégustation, on m'a répondu que c'était « la
    dose ». J'ai payé la dose et je suis parti dîner ailleurs.
    > La dose est de 12 cl et il y a désormais un trait sur nos verres. La réponse, elle, n'était pas à la hauteur, et je
    > vous présente mes excuses. Le prochain verre sera plein, et offert.

    # brasserie 5 praise
    Déjeuner d'affaires réussi : table au calme, menu à 29 € servi en cinquante minutes, café compris, et mon client a
    signé. Je ne dis pas que c'est grâce au paris-brest, mais presque.

    # brasserie 3 noise
    La cuisine mérite quatre étoiles, la salle deux. On mange les coudes serrés et l'on finit par connaître les
    vacances de la table voisine. Demandez la banquette du fond.
    > Merci pour la banquette, c'est aussi la préférée de l'équipe. Nous retirons deux tables de la salle en septembre :
    > vous saurez moins de choses sur vos voisins.

    # brasserie 1 cleanliness
    Un moucheron dans le vin, soit, cela arrive. Une tache de rouge à lèvres sur la tasse et des miettes sur la banquette, en
    plus, à 20 h, non. On n'ose imaginer 23 h.

    # brasserie 4 food
    Formule du midi impeccable, produits de saison, ça change toutes les semaines. Un plat végétarien qui ne soit pas un
    risotto serait bienvenu.
    > C'est noté, et c'est fait : dès lundi, un chou farci aux lentilles qui n'a rien d'un risotto. Dites-nous ce
    > que vous en pensez !

    # brasserie 2 staff
    Serveur pressé, assiettes posées sans un mot, addition apportée avec les desserts alors que nous n'avions rien
    demandé. À croire qu'on dérangeait.
    > Personne ne devrait sentir que sa table est attendue par d'autres. Je suis désolée de cet accueil, j'en ai parlé avec
    > l'équipe du soir. J'aimerais que votre prochain dessert dure aussi longtemps qu'il vous plaira.

    # brasserie 5 staff
    Demande en mariage réussie (elle a dit oui) grâce à {staff}, qui a gardé la bague dans sa poche pendant tout le
    service, l'air de rien, et l'a apportée sous la cloche à fromage. Du grand art.
    > Félicitations à tous les deux ! {staff} avoue n'avoir jamais eu aussi peur d'une poche trouée. La cloche à
    > fromage est à votre disposition pour les anniversaires.

    # brasserie 3 food
    Entrée à 12, j'y retourne les yeux fermés. Le canard était sec et tiède, dommage. Pain excellent.

    # brasserie 4 booking
    Arrivés sans réserver un samedi, à cinq, avec une poussette. Un quart d'heure au comptoir avec des gougères, puis
    une table. On avait fait trois restaurants avant.

    # pizzeria 5 food
    Pâte à tomber, bords bien alvéolés, tomate qui a le goût de tomate. La « zucca » avec ses noisettes est une idée de
    génie. Et non, on ne met pas d'ananas, ils sont polis mais fermes.

    # pizzeria 2 cold
    Deux pizzas servies à un quart d'heure d'écart, donc l'un regarde l'autre manger et inversement. La mienne, la seconde,
    était tiède par-dessus le marché.
    > Le spectacle d'une pizza qu'on ne mange pas n'est pas au menu, vous avez raison. Les tickets d'une même table sont
    > désormais enfournés ensemble, sans exception. Toutes nos excuses.

    # pizzeria 4 staff
    Équipe adorable avec les enfants, on leur a donné un bout de pâte à étaler pendant l'attente. Le mien veut
    maintenant être pizzaïolo, merci {staff}.

    # pizzeria 1 allergy
    J'ai signalé mon allergie au sésame à la réservation ET à table. La focaccia avait du sésame dessous. Nuit aux
    urgences. J'attends un appel, pas un copier-coller.
    > Vous avez raison d'attendre un appel : je vous ai laissé un message ce matin et je reste joignable toute la
    > journée. Je ne veux pas vous répondre ici à la légère. La focaccia a été retirée de la carte le soir même.

    # pizzeria 3 waiting
    Bon, mais il faut aimer attendre : 40 minutes dehors, 30 dedans. L'apéritif offert fait passer la première moitié.

    # pizzeria 5 praise
    Notre cantine du jeudi depuis un an. On ne nous donne plus la carte. C'est exactement ce qu'on veut.

    # delivery 1 missing
    Il manquait deux plats sur cinq et personne ne décroche. Le sac était pourtant agrafé, donc ce n'est pas le livreur. Un
    enfant de six ans a dîné de gressins.
    > Le sac était agrafé chez nous, donc l'erreur est chez nous. Les deux plats vous ont été remboursés, et les prochains
    > sont offerts, gressins compris, mais seulement en accompagnement.

    # delivery 4 food
    Arrivée chaude, en avance, boîte bien fermée. Les pâtes sont un peu trop cuites, sans doute le trajet. La
    panna cotta voyage très bien.

    # delivery 2 cold
    Froid. Pas tiède : froid. Le livreur avait trois autres commandes dans son sac, il me l'a dit lui-même, gentiment.
    > Merci de votre honnêteté, et de la sienne. Nous avons demandé à la plateforme de ne plus grouper plus de deux
    > commandes chez nous. Celle-ci vous est remboursée.

    # delivery 5 staff
    Un petit mot sur la boîte, « bon courage pour le déménagement », parce que j'avais écrit « 4e étage, cartons dans
    l'escalier ». Ça fait du bien. La régina aussi.

    # delivery 3 missing
    Pas de couverts, pas de serviettes, pas de parmesan, et nous étions dans un train. Imaginez des tagliatelles, dans un
    train.
    > Nous imaginons très bien, et nous en rougissons. La case « couverts » est de nouveau lue : c'est le premier point de
    > la liste collée sur le comptoir des livraisons.

    # delivery 1 food
    La pizza avait glissé : toute la garniture collée au couvercle. J'ai mangé du pain et léché du carton. 17 €.

    # delivery 2 price
    Quatorze euros la salade livrée, onze au restaurant, et moitié moins de burrata. J'ai les deux photos.
    > Deux photos valent mieux qu'un long discours : la portion livrée était trop petite. Elle est repesée depuis lundi, et
    > votre différence vous est rendue.

    # delivery 5 food
    Commandé à 22 h 40, en pensant recevoir les fonds de tiroir. Reçu la meilleure norma du quartier. Respect.

    # stay 5 breakfast
    Petit-déjeuner servi jusqu'à midi le dimanche, œufs à la demande, confitures maison. Le genre d'endroit où
    l'on repart avec un pot d'orange amère et l'envie de revenir.
    > Le pot d'orange amère voyage bien et la recette tient sur une carte : demandez-la à votre prochain séjour, ou
    > écrivez-nous, nous l'envoyons.

    # stay 2 noise
    Chambre au-dessus du local à poubelles. Ramassage à 5 h 40, chaque jour. On l'apprend sur place, pas sur le site.
    > Ce n'est pas une découverte à faire à 5 h 40. Cette chambre n'est plus vendue les jours de ramassage, et nous vous
    > remboursons la première nuit. Merci de nous l'avoir écrit aussi précisément.

    # stay 4 staff
    {staff} a imprimé nos billets, retrouvé le doudou dans les draps et couru après notre taxi avec ledit doudou.
    Chambre petite mais maligne.

    # stay 1 booking
    Réservation confirmée, payée, et « l'hôtel est complet » à 22 h 30. Relogés à vingt minutes de là, dans un endroit
    nettement moins bien, taxi à notre charge. Inadmissible.
    > Vous avez raison, et le mot n'est pas trop fort. Le taxi et la différence vous seront remboursés cette semaine, et je
    > souhaite vous inviter deux nuits. Je vous appelle demain matin pour en parler de vive voix.

    # stay 3 room
    Belle vue, literie parfaite, mais une salle de bains ouverte sur la chambre, sans porte. On a beau être mariés depuis
    vingt ans, il y a des limites.

    # stay 5 praise
    Un week-end sans enfants, un bain trop long, un room service à minuit, une grasse matinée. Rien à redire, tout à refaire.

    # stay 2 cleanliness
    Draps propres, mais poussière en moutons sous le lit et joint de douche noir. La femme de chambre, charmante, a douze chambres à
    faire avant midi, m'a-t-elle dit. Tout est là.
    > Votre remarque nous a fait réfléchir plus que bien des audits. Nous sommes revenus à neuf chambres par personne, et le
    > joint est refait. Merci pour elle, et pour nous.

    # stay 4 room
    Chambre 12 : calme, fraîche en plein mois d'août, avec un vrai bureau. Il manque juste un crochet derrière la porte.
    """
}

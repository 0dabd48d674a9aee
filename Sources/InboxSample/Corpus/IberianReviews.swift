/// Reviews in Spanish and Portuguese; the format is told in `StoryParser.swift`.
extension Corpus {
  /// Reviews in Spanish.
  static let spanishReviews = """
    # stay 5 staff
    Llegamos con la maleta rota y {staff} la cosió. Literalmente: sacó hilo y aguja y la cosió en recepción mientras
    hacíamos el check-in. La habitación, luminosa y silenciosa.
    > {staff} dice que la costura aguanta diez años y que pueden volver a comprobarlo cuando quieran. ¡Gracias por
    > contarlo!

    # stay 2 noise
    La habitación da a una terraza con música hasta las dos. Pedimos un cambio y nos dieron tapones para los oídos. Los
    tapones, eso sí, eran de buena calidad.
    > Unos tapones no son un cambio de habitación, y lo sentimos. Aquella noche había dos habitaciones interiores
    > libres y nadie se lo dijo. Le devolvemos el importe de la noche.

    # stay 4 breakfast sorbier-gracia
    Pan con tomate de verdad, zumo recién exprimido y una tortilla que entra y sale de la cocina jugosa. Solo falta más
    sitio los domingos.

    # stay 1 cleanliness
    Encontré pelos en la ducha y una toalla usada colgada detrás de la puerta. Avisé a las 16 h; a las 21 h seguía allí. Nos
    fuimos un día antes y todavía espero la devolución.
    > Siento mucho la espera, además de lo anterior. La devolución del segundo día salió esta mañana y la del primero la
    > añado yo. No es así como trabajamos y se lo he explicado a todo el equipo.

    # stay 5 praise
    Tercera vez que venimos por nuestro aniversario. Nos dejaron la misma habitación y una nota escrita a mano. Así da gusto
    cumplir años de casados.

    # stay 3 price
    El hotel está bien, pero 28 euros de aparcamiento que no aparecen en ninguna parte hasta que sales me parecen una
    tomadura de pelo.
    > Tiene razón: el precio debía aparecer en la reserva y no aparecía. Ya está en la web y en la confirmación, y a usted
    > se lo abonamos.

    # stay 4 room
    Cama enorme, ducha enorme, ventana pequeñita. Para tres noches, perfecto. La luz de lectura se enciende con un mando que
    tardé dos días en entender.

    # brasserie 5 food aubepine-canal
    Viajo mucho a París por trabajo y este es mi sitio: la sopa de cebolla, un vaso de tinto y me olvido del día. {staff}
    ya me saluda por mi nombre.
    > Y {staff} ya sabe qué vaso poner. La sopa le espera, como siempre, con el gratinado bien tostado.

    # brasserie 2 staff
    Nos sentaron al lado de la puerta del baño habiendo mesas vacías y, cuando pedimos otra, «esas están reservadas». A las
    once seguían vacías.

    # pizzeria 4 food
    Masa buenísima, fermentada como se debe. La diavola pica de verdad. Las cervezas, carísimas.

    # pizzeria 1 waiting
    Una hora y cuarto para dos pizzas, y la mesa de al lado, que llegó después, ya iba por el café. Nadie nos dijo nada. El
    camarero nos evitaba la mirada.
    > Lo de evitar la mirada me duele más que la hora y cuarto. Su comanda se perdió entre dos pantallas y debimos decirlo.
    > Les invito a volver, con mesa y horno reservados.

    # delivery 5 food
    Estamos de Erasmus y echábamos de menos comer bien. Llegó ardiendo, en veinte minutos, y con un tiramisú de regalo
    porque era mi cumpleaños. ¿Cómo lo sabían?
    > Lo escribió su compañero de piso en los comentarios. ¡Feliz cumpleaños y suerte con los exámenes!

    # delivery 2 missing
    Faltaban las bebidas y la salsa. Sobraba, en cambio, una ensalada de otra persona. Espero que esa persona haya disfrutado mi
    limonada.
    """

  /// Reviews in Portuguese.
  static let portugueseReviews = """
    # stay 5 staff sorbier-alfama
    O Duarte desenhou-nos um mapa à mão com os miradouros, as tascas e as escadas a evitar com o meu joelho. Guardámos o
    mapa. O quarto é simples e muito limpo.
    > O mapa vai na quarta edição e o capítulo das escadas é o mais lido. Obrigado pelas palavras, e as melhoras ao
    > joelho!

    # stay 2 room
    Ar condicionado avariado com 38 graus na rua. Trouxeram uma ventoinha às onze da noite. Ao segundo dia mudaram-nos de
    quarto, mas já tínhamos uma noite em branco.
    > Uma ventoinha com 38 graus é quase uma provocação, pedimos desculpa. A avaria está reparada e a noite em branco não
    > lhe será cobrada.

    # stay 4 breakfast sorbier-alfama
    Pequeno-almoço maravilhoso, com queijo da serra e pastéis ainda quentes. O café de máquina é que não está à altura.
    > Tem toda a razão: a partir de segunda-feira o café é tirado ao balcão. Venha provar.

    # stay 3 noise
    Boa localização, pessoal simpático, mas as malas nas escadas às seis da manhã ouvem-se como se fossem dentro do quarto.

    # stay 1 booking sorbier-alfama
    Paguei um quarto com vista para o rio e deram-me vista para um prédio em obras. Disseram que «do telhado vê-se o
    rio». Não aluguei o telhado.
    > Não alugou, e tem razão em recusar o telhado. O quarto que reservou estava ocupado por erro nosso. Devolvemos a
    > diferença e gostaríamos de o receber no quarto certo.

    # stay 5 praise
    Viemos por duas noites, ficámos cinco. Isto diz tudo, mas acrescento as torradas.

    # pizzeria 4 staff
    Equipa jovem, bem-disposta, explicaram ao meu filho porque é que o forno é redondo. A pizza de cogumelos é ótima.

    # brasserie 3 price
    Cozinha correta, porções pequenas, conta grande. O vinho da casa salva a noite.

    # delivery 1 cold
    Cinquenta minutos, caixa virada ao contrário, pizza fria. O estafeta ainda pediu cinco estrelas.
    > Nem uma lhe pedimos, desta vez. A encomenda foi reembolsada e falámos com a plataforma sobre a espera à nossa
    > porta, que foi a verdadeira causa.

    # delivery 5 food
    A melhor carbonara que já comi em casa, e olhem que a minha sogra é de Roma. Não lhe digam.
    """
}

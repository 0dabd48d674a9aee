/// Names to make customers of. Any likeness to a person is by chance.
enum SamplePeople {
  /// Given names and family names of a language; a name in another script has its Latin spelling after a slash.
  static func names(_ language: Language) -> (given: [String], family: [String]) {
    let (given, family) = pools[language] ?? ("", "")
    return (given.split(separator: " ").map(String.init), family.split(separator: " ").map(String.init))
  }

  /// The pools by language.
  private static let pools: [Language: (String, String)] = [
    .english: (
      """
      Harriet Callum Nadia Rowan Delphine Isaac Marguerite Owen Tamsin Felix Bronwyn Desmond Phoebe Kwame Saoirse \
      Angus Leila Rupert Winifred Jonah Esther Malcolm Zara Hamish Odette Victor Maeve Clement Priscilla Dougal
      """,
      """
      Whitcombe Ashdown Pemberley Okonedo Strathearn Fairweather Nightingale-Hobbs Larkspur Brannigan Thistlewood \
      Calloway Penrose Dunstable Merriweather Oyelaran Hathersage Quillfeather Rosebery Tregarth Wolstencroft \
      Birdsall Culpepper Ravensworth Applegarth Fotheringay
      """
    ),
    .french: (
      """
      Mathilde Corentin Yasmine Baptiste Solène Rachid Clémence Thibault Aminata Gaspard Margaux Lilian Apolline Bruno \
      Noémie Fabrice Ghislaine Maxence Romane Sylvain Anouk Cyprien Inaya Léopold
      """,
      """
      Beaulieu-Ferrand Tissandier Maréchaux Benhaddou Quérard Lavandière Rochebrune Delestrade Kouadio Fontvieille Aubriet \
      Caradoc Mirebeau Sarrazin Pastourel Vauquelin Hautbois Lempereur Doumergue Clairval
      """
    ),
    .german: (
      "Annelie Henrik Gudrun Falk Mareike Torben Wiebke Cem Ludwig Swantje Ottilie Jannis Heide Konrad Aylin Ruprecht",
      """
      Sonnenbichler Grünhagen Althaus Petersdorff Kaltenegger Wiesengrund Yıldızoğlu Birkenfeld Schattschneider \
      Möllenhauer Rübsam Zuckerhut Hollerbach Winterfeldt
      """
    ),
    .spanish: (
      "Inmaculada Rodrigo Maite Gonzalo Rocío Asier Lucía Efraín Nerea Joaquín Amparo Unai Paloma Tomás Itziar Ramiro",
      "Olmedilla Arrizabal Castañer Villacampa Montesinos Bellver Urquijano Zaldívar Peñarrubia Saavedra Carrascal Luengo"
    ),
    .italian: (
      "Ginevra Ruggero Fiammetta Ettore Loredana Samuele Ornella Tancredi Bianca Corrado Lavinia Achille Donatella Pietro",
      "Malaspina Tagliaferro Bonaventura Quercioli Rondinelli Pastorino Campanella Valdambrini Frescobelli Orsenigo Zanella"
    ),
    .portuguese: (
      "Benedita Vasco Filipa Gonçalo Matilde Anselmo Constança Simão Graça Leandro Iolanda Telmo",
      "Figueirôa Valadares Bragançim Sequeira Louçã Monteverde Quintela Pinhal Azevinho Castelhano"
    ),
    .japanese: (
      "美咲/misaki 拓海/takumi 陽菜/hina 健一/kenichi 千尋/chihiro 悠斗/yuto 恵/megumi 修平/shuhei 由紀/yuki 大輔/daisuke",
      "小野寺/onodera 白石/shiraishi 長谷部/hasebe 森川/morikawa 五十嵐/igarashi 桜庭/sakuraba 水沢/mizusawa 柏木/kashiwagi"
    ),
    .arabic: (
      "ليلى/layla سامر/samer هدى/huda فارس/fares ريم/reem نبيل/nabil سلمى/salma كريم/karim",
      "الخطيب/alkhatib منصور/mansour الحداد/alhaddad زيدان/zeidan بركات/barakat النجار/alnajjar"
    ),
    .chinese: (
      "晓琳/xiaolin 志远/zhiyuan 雨桐/yutong 建国/jianguo 思源/siyuan 佳怡/jiayi 文博/wenbo 静雯/jingwen",
      "欧阳/ouyang 林/lin 苏/su 邓/deng 沈/shen 顾/gu 叶/ye"
    ),
  ]

  /// How a name is shown.
  static func shown(_ name: String) -> String { String(name.prefix { $0 != "/" }) }

  /// A name in plain Latin letters, for addresses and handles.
  static func plain(_ name: String) -> String {
    let latin = name.split(separator: "/").last ?? ""
    var result = ""
    for character in latin.lowercased() {
      if character.isASCII { result.append(character) } else { result += folded[character] ?? "" }
    }
    return result
  }

  /// Letters of the names above without their marks.
  private static let folded: [Character: String] = [
    "é": "e", "è": "e", "ê": "e", "ë": "e", "á": "a", "à": "a", "â": "a", "ã": "a", "í": "i", "ï": "i", "ı": "i",
    "ó": "o", "ô": "o", "õ": "o", "ö": "oe", "ü": "ue", "ú": "u", "ç": "c", "ñ": "n", "ğ": "g", "ß": "ss",
  ]
}

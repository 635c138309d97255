/// What letters and marks compose to, for the eight marks that Vietnamese text is written with.
extension NFC {
  /// The marks, and for each the letters it goes with: a letter, then what the two compose to.
  static let compositions: [(mark: UInt32, pairs: String)] = [
    (
      0x300,
      """
      AÀEÈIÌNǸOÒUÙWẀYỲaàeèiìnǹoòuùwẁyỳÂẦÊỀÔỒÜǛâầêềôồüǜĂẰăằĒḔēḕŌṐōṑƠỜơờƯỪưừ
      """
    ),
    (
      0x301,
      """
      AÁCĆEÉGǴIÍKḰLĹMḾNŃOÓPṔRŔSŚUÚWẂYÝZŹaácćeégǵiíkḱlĺmḿnńoópṕrŕsśuúwẃyýzźÂẤÅǺÆǼÇḈÊẾÏḮÔỐÕṌØǾÜǗ\
      âấåǻæǽçḉêếïḯôốõṍøǿüǘĂẮăắĒḖēḗŌṒōṓŨṸũṹƠỚơớƯỨưứ
      """
    ),
    (
      0x302,
      """
      AÂCĈEÊGĜHĤIÎJĴOÔSŜUÛWŴYŶZẐaâcĉeêgĝhĥiîjĵoôsŝuûwŵyŷzẑẠẬạậẸỆẹệỌỘọộ
      """
    ),
    (
      0x303,
      """
      AÃEẼIĨNÑOÕUŨVṼYỸaãeẽiĩnñoõuũvṽyỹÂẪÊỄÔỖâẫêễôỗĂẴăẵƠỠơỡƯỮưữ
      """
    ),
    (
      0x306,
      """
      AĂEĔGĞIĬOŎUŬaăeĕgğiĭoŏuŭȨḜȩḝẠẶạặ
      """
    ),
    (
      0x309,
      """
      AẢEẺIỈOỎUỦYỶaảeẻiỉoỏuủyỷÂẨÊỂÔỔâẩêểôổĂẲăẳƠỞơởƯỬưử
      """
    ),
    (
      0x31B,
      """
      OƠUƯoơuư
      """
    ),
    (
      0x323,
      """
      AẠBḄDḌEẸHḤIỊKḲLḶMṂNṆOỌRṚSṢTṬUỤVṾWẈYỴZẒaạbḅdḍeẹhḥiịkḳlḷmṃnṇoọrṛsṣtṭuụvṿwẉyỵzẓƠỢơợƯỰưự
      """
    ),
  ]

  /// Letters of the Latin blocks that decompose to a letter and some other mark.
  static let otherwiseComposed = """
    ÄÅÇËÏÖÜäåçëïöüÿĀāĄąĊċČčĎďĒēĖėĘęĚěĠġĢģĪīĮįİĶķĻļĽľŅņŇňŌōŐőŖŗŘřŞşŠšŢţŤťŪūŮůŰűŲųŸŻżŽžǍǎǏǐǑǒǓ\
    ǔǕǖǙǚǞǟǠǡǢǣǦǧǨǩǪǫǬǭǮǯǰȀȁȂȃȄȅȆȇȈȉȊȋȌȍȎȏȐȑȒȓȔȕȖȗȘșȚțȞȟȦȧȨȩȪȫȬȭȮȯȰȱȲȳḀḁḂḃḆḇḊḋḎḏḐḑḒḓḘḙḚḛḞḟḠḡ\
    ḢḣḦḧḨḩḪḫḬḭḴḵḸḹḺḻḼḽṀṁṄṅṈṉṊṋṎṏṖṗṘṙṜṝṞṟṠṡṤṥṦṧṨṩṪṫṮṯṰṱṲṳṴṵṶṷṺṻẄẅẆẇẊẋẌẍẎẏẔẕẖẗẘẙẛ
    """
}

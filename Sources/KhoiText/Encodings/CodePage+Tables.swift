/// The tables of the old encodings, as glibc and the published standards have them.
///
/// Each lists what the bytes from 0x80 to 0xFF stand for, 32 a row. Places that an encoding leaves
/// out are those of windows-1252, and its five holes control characters, so that no byte is lost.
extension CodePage {
  /// Western European Windows.
  package static let windows1252 = CodePage(
    upper: """
      €\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ\
      \u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿\
      ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß\
      àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ
      """)

  /// Vietnamese Windows: a letter, and behind it the tone as a combining mark.
  package static let windows1258 = CodePage(
    upper: """
      €\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ\
      \u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿\
      ÀÁÂĂÄÅÆÇÈÉÊË\u{300}ÍÎÏĐÑ\u{309}ÓÔƠÖ×ØÙÚÛÜƯ\u{303}ß\
      àáâăäåæçèéêë\u{301}íîïđñ\u{323}óôơö÷øùúûüư₫ÿ
      """, hasMarks: true)

  /// ISO 8859-1: every byte is the code point of that number.
  package static let latin1 = CodePage(
    upper: (0x80...0xFF).compactMap { Unicode.Scalar($0).map { String($0) } }.joined())

  /// TCVN 5712 (VN3), the ABC fonts: no capital carries a tone.
  package static let tcvn3 = CodePage(
    upper: """
      €\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ\
      \u{A0}ĂÂÊÔƠƯĐăâêôơưđẰ\u{300}\u{309}\u{303}\u{301}\u{323}àảãáạẲằẳẵắẴ\
      ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò\
      ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵÿ
      """, hasMarks: true)

  /// RFC 1456; six capitals lie among the control characters.
  package static let viscii = CodePage(
    upper: """
      ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ\
      ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ\
      ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư\
      àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ
      """,
    low: [0x02: 0x1EB2, 0x05: 0x1EB4, 0x06: 0x1EAA, 0x14: 0x1EF6, 0x19: 0x1EF8, 0x1E: 0x1EF4])

  /// The Vietnamese Professionals Society, as far as its table is known.
  package static let vps = CodePage(
    upper: """
      ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ‘’ỀỂỄỐỒỔỖýỷỵỚỜỞ\
      \u{A0}ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕự\
      ầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺß\
      àáâãảạăçèéêẽìíîĩẴĐòóôõöƠụùúủüỶẼỳ
      """)

  /// VNI for Windows: the letter, and behind it a byte for the mark and the tone.
  package static let vni = CodePage(
    upper: """
      €\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ\
      \u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿\
      ÀÁÂÃÄÅỈÇÈÉÊËÌÍỴÏÐĐỊĨƠÕƯ×ØÙÚÛÜÝÞß\
      àáâãäåỉçèéêëìíỵïðđịĩơõư÷øùúûüýþÿ
      """, marks: CodePage.vniMarks)
}

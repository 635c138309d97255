extension ScalarFunction {
  /// Every scalar function and operator of the language, in the order help lists them.
  package static let builtins: [ScalarFunction] = [
    operators, conditional, text, pattern, number, date, list, listAggregates, structure,
    jsonFunctions,
  ].flatMap { $0 }

  private static let operators: [ScalarFunction] = [
    .plus, .minus, .times, .dividedBy, .integerDividedBy, .remainder, .negation,
    .concatenation, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
    .isDistinct, .isNotDistinct, .like, .ilike, .glob, .not,
    .bitwiseAnd, .bitwiseOr, .bitwiseXor, .bitwiseNot, .shiftLeft, .shiftRight,
  ]

  private static let conditional: [ScalarFunction] = [
    .coalesce, .nullIf, .choice, .greatest, .least, .typeOf, .alias,
    .canCastImplicitly, .constantOrNull,
    .error,
  ]

  private static let text: [ScalarFunction] = [
    .upper, .lower, .initcap, .collationKey, .length, .octetLength, .bitLength,
    .trim, .trimLeft, .trimRight, .substring, .left, .right, .splitPart,
    .startsWith, .endsWith, .contains, .position,
    .concat, .concatWithSeparator, .repetition, .padLeft, .padRight,
    .replace, .translate, .reverse, .unaccent, .fixText, .normalize, .normalizeAndFoldCase,
    .ascii, .unicode, .character,
    .graphemeLength, .graphemeLeft, .graphemeRight, .graphemeSubstring,
    .overlay, .findInSet, .substringIndex, .quote, .quoteIdentifier, .containsFolded,
    .likeEscape, .notLikeEscape, .ilikeEscape, .notIlikeEscape,
    .format, .printf, .bar, .readableSize, .readableDecimalSize,
    .fileName, .firstDirectory, .directoryPath,
    .levenshtein, .damerauLevenshtein, .hamming, .jaccard, .jaroSimilarity,
    .jaroWinklerSimilarity, .soundex,
    .md5, .sha1, .sha256, .hexadecimal, .binary, .toBase, .urlEncode, .urlDecode,
    .md5Upper, .md5Lower, .encode, .decode, .base64, .fromBase64, .fromHexadecimal, .fromBinary,
    .split, .pathParts, .toCodePoints, .codePointsToText,
    .search, .searchRank, .sameSpelling, .spellingKey, .spell, .nameKey, .readTyped,
  ]

  private static let pattern: [ScalarFunction] = [
    .regularExpressionMatches, .regularExpressionFullMatch, .regularExpressionIgnoringCase,
    .similarTo, .regularExpressionReplace, .regularExpressionExtract,
    .regularExpressionSubstring, .regularExpressionCount, .regularExpressionPosition,
    .regularExpressionEscape, .regularExpressionExtractAll, .regularExpressionMatch,
    .splitByPattern,
  ]

  private static let number: [ScalarFunction] = [
    .absolute, .sign, .round, .truncate, .ceiling, .floor,
    .power, .squareRoot, .cubeRoot, .exponential,
    .naturalLogarithm, .logarithm, .binaryLogarithm, .pi,
    .sine, .cosine, .tangent, .cotangent, .arcSine, .arcCosine, .arcTangent, .arcTangentOfTwo,
    .hyperbolicSine, .hyperbolicCosine, .hyperbolicTangent, .degrees, .radians,
    .safeDivide, .parseNumber, .isNaN, .isInfinite, .isFinite,
    .bitCount, .greatestCommonDivisor, .leastCommonMultiple, .factorial,
    .gamma, .logarithmOfGamma, .nextAfter, .even, .signBit, .inverseHyperbolicSine,
    .inverseHyperbolicCosine, .inverseHyperbolicTangent, .roundHalfEven, .widthBucket,
    .random, .setSeed, .uuid, .hash,
  ]

  private static let date: [ScalarFunction] =
    [
      .currentDate, .currentTimestamp, .currentTime, .makeDate, .makeTime, .makeTimestamp,
      .datePart, .era, .millennium, .century, .decade, .year, .isoYear, .yearWeek, .quarter,
      .month, .week, .day, .dayOfWeek, .isoDayOfWeek, .dayOfYear, .julian, .hour, .minute, .second,
      .millisecond, .microsecond, .nanosecond, .epoch, .timezone, .zoneHour, .zoneMinute,
      .dateTruncate, .dateDifference, .dateAdd, .dateSubtract, .lastDay, .age,
      .timeBucket, .dateBin, .dateBucket, .timestampBucket,
      .formatDate, .formatDateByPattern, .parseTimestamp, .tryParseTimestamp,
      .parseFormattedTimestamp, .parseDate,
      .parseTime, .toDate, .monthName, .dayName,
      .toTimestamp, .toTimestampMilliseconds, .toTimestampMicroseconds, .toTimestampNanoseconds,
      .unixSeconds, .epochMilliseconds, .epochMicroseconds, .epochNanoseconds, .unixMilliseconds,
      .unixMicroseconds, .unixDate,
      .dateFromUnixDate, .generateDateArray, .generateTimestampArray, .justifyDays, .justifyHours,
      .justifyInterval,
    ] + toIntervals

  private static let list: [ScalarFunction] = [
    .listValue, .listExtract, .listSlice,
    .listContains, .listPosition, .listHasAny, .listHasAll, .listIsIn,
    .listIntersection, .listUnion, .listExcept, .listDistinct, .listUnique, .listIsDistinct,
    .listSort, .listReverseSort, .listGradeUp, .listReverse,
    .listConcat, .listAppend, .listPrepend, .listPushFront, .listPopBack, .listPopFront,
    .flatten, .listResize, .listLength, .cardinality,
    .listZip, .listWhere, .listSelect, .listToText,
    .range, .series, .listRepetition, .cosineSimilarity, .cosineDistance,
    .euclideanDistance, .innerProduct,
    .negativeInnerProduct, .crossProduct, .equalWidthBins, .listRemove, .listReplace,
    .aliasPairs,
  ]

  private static let jsonFunctions: [ScalarFunction] = [
    .jsonExtract, .jsonExtractText, .jsonValue, .jsonExtractAll, .jsonExtractAllText, .jsonValid,
    .json, .jsonPretty, .jsonType, .jsonArrayLength, .jsonKeys, .jsonStructure, .jsonExists,
    .jsonContains, .toJSON, .jsonArray, .jsonObject, .jsonMergePatch,
  ]

  private static let structure: [ScalarFunction] = [
    .structureKeys, .map, .mapFromEntries, .mapExtract, .mapExtractList, .mapContains, .mapKeys,
    .mapValues, .mapEntries,
  ]
}

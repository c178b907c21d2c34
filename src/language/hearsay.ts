/**
 * Words by which a text passes on what others say, or what nobody has confirmed: English, French and German, as pieces of a
 * regular expression. What the writer believes or understands is no hearsay. A list, not an understanding: it misses much.
 */
const words = [
  // What is said, by whoever.
  'reportedly|allegedly|purportedly|supposedly|apparently|rumou?r(?:s|ed)?|hearsay|gossip|unconfirmed|unverified',
  '(?:is|are|was|were) (?:said|rumou?red|alleged|reported) to(?! (?:the|this|that|you|us|him|her|them|me)(?!\\p{L}))',
  'it (?:is|was|has been) (?:said|rumou?red|alleged|reported|claimed) that',
  '(?:some|unnamed|anonymous|certain|press|media|diplomatic|local|well-informed|informed|undisclosed) (?:sources?|reports?|circles)',
  '(?:we|i|he|she|they) (?:have |has |had )?(?:heard|hear) that|word has it|there is talk (?:of|that)|second[- ]hand',
  // French.
  'rumeurs?|ouï-dire|il para[iî]t que|on dit que|dit-on|prétendument|soi-disant|non confirmée?s?|de source (?:bien )?informée|selon (?:certain(?:e)?s|des|plusieurs) (?:sources|rumeurs|milieux)|d’après (?:des|certaines) (?:sources|rumeurs)',
  // German.
  'gerüchte?n?|angeblich\\p{L}*|vermeintlich\\p{L}*|dem vernehmen nach|hörensagen|unbestätigt\\p{L}*|gut unterrichteten? kreisen?',
];

const pattern = new RegExp(`(?<![\\p{L}])(?:${words.join('|').replaceAll('’', "[’']")})(?![\\p{L}])`, 'iu');

/** The first words by which the text says that it only passes on what others say; undefined for none. */
export const hearsayIn = (text: string): string | undefined => pattern.exec(text.replaceAll(/\s+/gu, ' '))?.[0];

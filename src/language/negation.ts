/**
 * Words that turn a sense round, by language, as pieces of a regular expression. `denials`: what makes a verb or a noun its
 * opposite; `lacks`: without what; `turns`: verbs and words that deny or restrict what follows.
 */
const words = {
  denials: {
    en: "not(?! only)|cannot|never|neither|nor|nobody|no one|none|(?:\\p{L}+)?n[’']t",
    fr: 'pas|jamais|aucune?',
    de: 'nicht|kein\\p{L}*|nie|niemand',
  },
  lacks: { en: 'no(?!\\.?\\s*\\d)|nothing|nowhere|without', fr: 'sans', de: 'ohne' },
  turns: {
    en: 'unable|unwilling|refus(?:e|es|ed)|den(?:y|ies|ied)|fail(?:s|ed)|hardly|scarcely|unless|except',
    fr: '',
    de: '',
  },
} as const;

/** Finds the words of these kinds, in any language that the table has. */
export const negationOf = (kinds: readonly (keyof typeof words)[], flags = 'iu'): RegExp =>
  new RegExp(
    `(?<![\\p{L}])(?:${kinds
      .flatMap((kind) => Object.values(words[kind]))
      .filter((one) => one !== '')
      .join('|')})(?![\\p{L}])`,
    flags,
  );

import { answerKinds, type AnswerKind } from '../passages/plan.ts';

/** What asks for what, in English, French and German; the first of a kind that fits is taken out of the question. */
const patterns: readonly (readonly [AnswerKind, RegExp])[] = [
  [
    'number',
    /(?<!\p{L})(?:(?:by |with |for |at )?how (?:many|much|often|long|big|large|high|heavy|far|fast|old|tall|deep|strong)|what(?= (?:number|share|percentage|percent|amount|sum|price|size)(?!\p{L}))|what (?:was|is|were) the(?= (?:number|turnout|price|cost|total|share|amount|size|rate)(?!\p{L}))|combien|wie ?viele?|wie (?:oft|lange|hoch|groß|schwer|weit))(?!\p{L})/giu,
  ],
  [
    'when',
    /(?<!\p{L})(?:(?:until |since |by |from )?when|(?:on |in |at |by )?(?:what|which) (?:date|day|year|month|time)|how (?:old|long ago)|quand|wann|seit wann)(?!\p{L})/giu,
  ],
  [
    'where',
    /(?<!\p{L})(?:where|(?:in |at |to |from )?(?:what|which)(?= (?:city|cities|town|towns|place|places|station|port|village|region)(?!\p{L}))|où|woher|wohin|wo)(?!\p{L})/giu,
  ],
  [
    'why',
    /(?<!\p{L})(?:why|for what reasons?|what (?:is|was|were|are) the reasons?(?: (?:for|why))?|pourquoi|warum|weshalb|wieso)(?!\p{L})/giu,
  ],
  [
    'who',
    /(?<!\p{L})(?:whose|whom|who|(?:which|what)(?= (?:country|countries|state|states|government|governments|company|companies|firm|firms|person|people|minister|official|republic|republics|party|parties|power|powers|bank|organi[sz]ation|delegation|delegations|mission)(?!\p{L}))|qui|quel(?:le)?s?(?= (?:pays|entreprise|société))|welche[srmn]?(?= (?:Länder|Firma|Land))|wer|wem|wen|wessen)(?!\p{L})/giu,
  ],
  ['what', /(?<!\p{L})(?:what|which|que|quels?|quelles?|was|welche[srnm]?)(?!\p{L})/giu],
];

/** Words that only ask, beside the common ones. */
const asking =
  /(?<!\p{L})(?:according to|tell me|do you know|please|is there|are there|was there|were there|qu['’]est-ce que?|est-ce que?)(?!\p{L})/giu;

/** What a question asks for, and the question without the words that only ask (in their place as many blanks). */
export function kindsOf(question: string): { kinds: AnswerKind[]; rest: string } {
  const kinds: AnswerKind[] = [];
  let rest = question.replaceAll(asking, (found) => ' '.repeat(found.length));
  for (const [kind, pattern] of patterns) {
    // German `was` and English `was` are one word: only at the beginning it asks.
    const next = rest.replaceAll(pattern, (found: string, ...more: unknown[]) => {
      const at = more.find((one) => typeof one === 'number') ?? 0;
      if (/^was$/i.test(found) && rest.slice(0, at).trim() !== '') return found;
      if (!kinds.includes(kind)) kinds.push(kind);
      return ' '.repeat(found.length);
    });
    rest = next;
  }
  const inOrder = answerKinds.filter((kind) => kinds.includes(kind));
  const asked = inOrder.length > 1 ? inOrder.filter((kind) => kind !== 'what') : inOrder;
  return { kinds: asked.length === 0 ? ['what'] : asked, rest };
}

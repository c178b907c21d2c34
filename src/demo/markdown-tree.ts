import { rulesExtended, SimpleMarkdown } from 'discord-markdown-parser';
import { isBag } from '../chat/lint/report.ts';
import type { MarkdownNode, Trees } from './page/protocol.ts';

type Rule = (typeof rulesExtended)[string];

/** The parser checks the end of the previous match, which is missing after a quote: this checks the preceding text instead. */
function atLineStart(rule: Rule | undefined): Rule {
  if (rule === undefined) throw new Error('The markdown parser has lost a rule.');
  const match: Rule['match'] = (source, state, before) =>
    before === '' || before.endsWith('\n') ? rule.match(source, { ...state, prevCapture: null }, before) : null;
  return { ...rule, match };
}

/** Lists, which the parser does not know: each item on its own, with its depth, as in Discord's clients. */
const listItem: Rule = {
  order: 0.5,
  match: (source, _, before) =>
    before === '' || before.endsWith('\n') ? /^( {0,10})([-*]|\d{1,9}\.) +([^\n]+)(?:\n|$)/.exec(source) : null,
  parse: (capture, parse, state) => ({
    level: Math.floor((capture[1] ?? '').length / 2),
    name: /\d/.test(capture[2] ?? '') ? capture[2] : '•',
    content: parse(capture[3] ?? '', state),
  }),
};

const parser = SimpleMarkdown.parserFor({
  ...rulesExtended,
  heading: atLineStart(rulesExtended['heading']),
  subtext: atLineStart(rulesExtended['subtext']),
  listItem,
});

/** The syntax tree of a text in Discord's markdown. */
export function treeOf(text: string): MarkdownNode[] {
  return parser(text, { inline: true });
}

/** Fields in which Discord parses markdown: texts of messages, text displays and embeds. */
const fields = new Set(['content', 'description', 'value']);

/** The syntax trees of all texts in a message or form, by text, so that the page needs no parser. */
export function treesOf(shown: unknown): Trees {
  const trees: Trees = {};
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look);
    if (!isBag(value)) return;
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === 'string' && fields.has(name)) trees[inner] ??= treeOf(inner);
      else if (name !== 'attachments') look(inner);
    }
  };
  look(shown);
  return trees;
}

import { command } from '../src/bot/command.ts';
import { hiddenFrom } from '../src/desk/withdrawn.ts';
import type { Action, Block } from '../src/reply/reply.ts';
import { commandLink, count, join, own, plural, quoted, said, strong, time } from '../src/reply/text.ts';
import type { Trove } from '../src/cables/troves.ts';

/** The sections of the trove's own site, in its order; a button for each that has a command. */
const sections = ['countries', 'individuals', 'events', 'organizations', 'analysis', 'cables'] as const;

export default command({
  name: 'about',
  description: 'About the leak: where the cables come from, who says so, and what is in them',
  who: 'reader',
  examples: ['/about'],
  run({ desk, caller, commands }) {
    const troves = desk.troves.list();
    if (troves.length === 0) {
      return {
        title: said`About the leak`,
        blocks: [
          { kind: 'text', text: said`No cables have been imported yet. The operator does it with: npm run -s cabledesk -- import PATH` },
        ],
      };
    }
    const hidden = hiddenFrom(desk.facts, caller);
    const known = new Set(commands.map(({ name }) => name));
    const actions = sections
      .filter((name) => known.has(name))
      .map((name): Action => ({ kind: 'run', label: sectionLabel(name), command: name, options: {}, as: 'reply' }));
    return {
      title: said`About the leak`,
      blocks: [
        ...troves.flatMap(troveBlocks),
        ...countBlocks(desk.cables.markings(hidden), desk.cables.languages(hidden)),
        { kind: 'small', text: said`${commandLink('help')} lists what can be asked.` },
      ],
      actions: actions.length === 0 ? [] : [actions.slice(0, 5), actions.slice(5)].filter((row) => row.length > 0),
    };
  },
});

const sectionLabel = (name: string) => said`${own(name.slice(0, 1).toUpperCase() + name.slice(1))}`;

function troveBlocks({ name, about, cables, first, last, importedAt }: Trove): Block[] {
  const blocks: Block[] = [
    { kind: 'text', text: said`${strong('Trove:')} ${quoted(about.title === '' ? name : about.title)}` },
    {
      kind: 'facts',
      facts: [
        ['Cables', own(count(cables))],
        ['Sent', first === '' ? said`no dates` : said`${quoted(first)} to ${quoted(last)}`],
        ['Imported', time(importedAt)],
      ],
    },
  ];
  if (about.notice !== '')
    blocks.push({ kind: 'text', text: said`${about.fictional ? strong('FICTIONAL. ') : own('')}${quoted(about.notice)}` });
  if (about.provenance.length > 0)
    blocks.push({ kind: 'items', items: about.provenance.map(({ label, text }) => ({ head: said`${quoted(label)}: ${quoted(text)}` })) });
  for (const { by, about: what, says } of about.claims)
    blocks.push({
      kind: 'text',
      text: said`${strong('Claim')} by ${quoted(by)}${what === '' ? said`` : said` (${quoted(what)})`}: ${quoted(says)}`,
    });
  for (const { by, says } of about.responses)
    blocks.push({ kind: 'text', text: said`${strong('Response')} of ${quoted(by)}: ${quoted(says)}` });
  if (about.markings.length > 0)
    blocks.push({
      kind: 'items',
      items: about.markings.map(({ marking, means }) => ({ head: said`Marking ${quoted(marking)}: ${quoted(means)}` })),
    });
  if (about.source !== '') blocks.push({ kind: 'small', text: said`Source: ${quoted(about.source)}` });
  blocks.push({ kind: 'rule' });
  return blocks;
}

function countBlocks(markings: { marking: string; cables: number }[], languages: { lang: string; cables: number }[]): Block[] {
  const named = (label: string, cables: number) => said`${label === '' ? own('none printed') : quoted(label)} ${own(count(cables))}`;
  const shown = markings.slice(0, 12);
  const rest = markings.slice(12).reduce((sum, { cables }) => sum + cables, 0);
  return [
    {
      kind: 'facts',
      facts: [
        [
          'By marking',
          [
            ...join(
              shown.map(({ marking, cables }) => named(marking, cables)),
              ', ',
            ),
            ...(rest === 0 ? [] : said`, others ${rest}`),
          ],
        ],
        [
          'By language',
          join(
            languages.slice(0, 12).map(({ lang, cables }) => said`${lang === '' ? own('not stated') : quoted(lang)} ${own(count(cables))}`),
            ', ',
          ),
        ],
        [
          'In all',
          plural(
            markings.reduce((sum, { cables }) => sum + cables, 0),
            'cable',
          ),
        ],
      ],
    },
  ];
}

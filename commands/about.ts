import { command, optionSpecs, type Values } from '../src/bot/command.ts';
import { listPage } from '../src/reply/paging.ts';
import type { Block, Item } from '../src/reply/reply.ts';
import { count, join, own, plural, quoted, said, strong, time, ours, english, type Text } from '../src/reply/text.ts';
import type { ImportReport, Trove } from '../src/cables/troves.ts';
import { backupText } from '../src/desk/backups/state.ts';
import type { Desk } from '../src/desk/desk.ts';
import { version } from '../src/desk/version.ts';
import { askToBeTold } from '../src/clock/when-read.ts';
import { menu, press, commandLink } from '../src/reply/actions.ts';

const sectionLabels = english({
  countries: 'Countries',
  individuals: 'Individuals',
  events: 'Events',
  organizations: 'Organizations',
  analysis: 'Analysis',
  cables: 'Cables',
});

/** The sections of the trove's own site, in its order; an entry for each that has a command. */
const sections = ['countries', 'individuals', 'events', 'organizations', 'analysis', 'cables'] as const;

const aboutOptions = optionSpecs({
  page: { type: 'number', description: 'Which page', min: 1 },
  tell: { type: 'flag', description: 'Be told once all cables are read' },
  again: { type: 'text', description: 'What to ask again then', hidden: true, max: 4000 },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    about: Values<typeof aboutOptions>;
  }
}

export default command({
  name: 'about',
  topic: 'told',
  description: 'About the leak: where the cables come from, who says so, and what is in them',
  who: 'reader',
  examples: ['/about'],
  options: aboutOptions,
  run({ options, desk, caller, commands }) {
    if (options.tell === true) return askToBeTold(desk, caller, options.again);
    const troves = desk.troves.list();
    if (troves.length === 0) {
      return {
        title: said`About the leak`,
        blocks: [
          { kind: 'text', text: said`No cables have been imported yet. The operator does it with: npm run -s cabledesk -- import PATH` },
        ],
      };
    }
    // Why one failed names files of the machine: that is for leads.
    const backup = caller.role === 'lead' ? backupText(desk.db) : undefined;
    const known = new Map(commands.map(({ name, description }) => [name, description]));
    const offered = sections.flatMap((name) => {
      const what = known.get(name);
      return what === undefined ? [] : [[press([own(sectionLabels[name])], name, {}), [own(what)]] as const];
    });
    return listPage({
      title: said`About the leak`,
      before: [
        ...countBlocks(desk.cables.markings(), desk.cables.languages()),
        ...(backup === undefined ? [] : [{ kind: 'small' as const, text: backup }]),
        { kind: 'small', text: standing(desk) },
      ],
      // What an import brought counts withdrawn cables, too.
      rows: [...troves.flatMap(troveLines), ...(caller.role === 'lead' ? desk.troves.imports(5).map(importLine) : [])],
      perPage: 12,
      page: options.page,
      item: (one) => one,
      turn: ['about', {}],
      order: said`${commandLink('help')} lists what you can do`,
      menus: () => [menu(said`Open a section`, ...offered)],
    });
  },
});

/** Which program this is, over which cables it searches (the checksum is that of receipts), and how old its knowledge is. */
function standing(desk: Desk): Text {
  const { checksum, cables, changedAt } = desk.searches.corpus();
  // How far it is would count withdrawn cables.
  const index = desk.index.isWhole() ? said`all searchable` : said`not all searchable yet`;
  return said`cabledesk ${own(version)} · ${plural(cables, 'cable')}, ${index}, latest change ${time(changedAt, 'relative')} · SHA-256 ${own(checksum.slice(0, 16))}`;
}

/** What the trove's own description says, an entry each. */
function troveLines({ name, about, cables, first, last, importedAt }: Trove): Item[] {
  const { fictional, notice, provenance, claims, responses, markings, source } = about;
  return [
    {
      head: said`${strong('Trove:')} ${quoted(about.title === '' ? name : about.title)}`,
      lines: [
        said`${plural(cables, 'cable')}, ${first === '' ? said`without dates` : said`sent ${quoted(first)} to ${quoted(last)}`}, imported ${time(importedAt)}`,
        ...(notice === '' ? [] : [said`${fictional ? strong('FICTIONAL. ') : own('')}${quoted(notice)}`]),
      ],
    },
    ...claims.map(({ by, about: what, says }) => ({
      head: said`${strong('Claim by')} ${quoted(by)}${what === '' ? said`` : said` (${quoted(what)})`}: ${quoted(says)}`,
    })),
    ...responses.map(({ by, says }) => ({ head: said`${strong('Response')} of ${quoted(by)}: ${quoted(says)}` })),
    ...provenance.map(({ label, text }) => ({ head: said`${quoted(label)}: ${quoted(text)}` })),
    ...markings.map(({ marking, means }) => ({ head: said`Marking ${quoted(marking)}: ${quoted(means)}` })),
    ...(source === '' ? [] : [{ head: said`Source: ${quoted(source)}` }]),
  ];
}

const importLine = ({ trove, by, startedAt, endedAt, added, changed, same, rejected }: ImportReport): Item => ({
  head: said`${strong('Import')} into ${quoted(trove)} by ${quoted(by)}, ${time(startedAt)}: ${added} new, ${changed} changed, ${same} the same, ${rejected} rejected${endedAt === undefined ? said`; it did not finish` : said``}`,
});

function countBlocks(markings: { marking: string; cables: number }[], languages: { lang: string; cables: number }[]): Block[] {
  const named = (label: string, cables: number) => said`${label === '' ? own('none printed') : quoted(label)} ${own(count(cables))}`;
  const shown = markings.slice(0, 12);
  const rest = markings.slice(12).reduce((sum, { cables }) => sum + cables, 0);
  return [
    {
      kind: 'facts',
      facts: [
        [
          ours('By marking'),
          [
            ...join(
              shown.map(({ marking, cables }) => named(marking, cables)),
              ', ',
            ),
            ...(rest === 0 ? [] : said`, others ${rest}`),
          ],
        ],
        [
          ours('By language'),
          join(
            languages.slice(0, 12).map(({ lang, cables }) => said`${lang === '' ? own('not stated') : quoted(lang)} ${own(count(cables))}`),
            ', ',
          ),
        ],
        [
          ours('Total'),
          plural(
            markings.reduce((sum, { cables }) => sum + cables, 0),
            'cable',
          ),
        ],
      ],
    },
  ];
}

import { mayRun } from '../../desk/policy.ts';
import { listPage } from '../../reply/paging.ts';
import { asOfOption, command, optionSpecs, pageOption, type Command, type Values } from '../../bot/command.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { entityKinds, type EntityKind } from '../resolve/entity.ts';
import { indexLine, entityPage, openEntity, sectionOf, sectionTitles, shortName } from './entity-page.ts';
import { nameOffers } from './name-offers.ts';
import { absence, total } from '../../reply/absence.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Counted } from '../lookup.ts';
import type { Choice, Reply } from '../../reply/reply.ts';
import { own, plain, plural, quoted, said, ours, english, type Text } from '../../reply/text.ts';
import { choose, press, type RunAction } from '../../reply/actions.ts';

const perPage = 10;

const noneNamed = english({
  countries: 'No countries are named in the cables.',
  individuals: 'No individuals are named in the cables.',
  events: 'No events are named in the cables.',
  organizations: 'No organizations are named in the cables.',
});
const sorts = english(['mentions', 'name', 'newest'] as const);

/** Names and aliases of one kind, or all. The values are ids, because different entities may share a name. */
function suggestEntities(desk: Desk, typed: string, kind?: EntityKind): Choice[] {
  return desk.names.complete(typed, kind, 25).map(({ id, name, cables, ambiguous, perhaps, kind: of }) => ({
    label:
      `${shortName(name)}${kind === undefined ? ` · ${of}` : ''} (${cables})${ambiguous ? ' ambiguous' : ''}${perhaps ? ' perhaps' : ''}`.slice(
        0,
        100,
      ),
    value: id.length <= 100 ? id : name.slice(0, 100),
  }));
}

/** Completion of an option that takes a name of one kind, or of any. */
export const entityCompletion = (kind?: EntityKind) => ({
  suggest: ({ desk, typed }: { desk: Desk; typed: string }): Choice[] => suggestEntities(desk, typed, kind),
  none: ({ typed }: { typed: string }): Text =>
    typed.trim() === ''
      ? absence(said`The cables name no ${own(kind ?? 'names')}`)
      : absence(said`No ${own(kind ?? 'name')} in the cables matches ${quoted(typed.slice(0, 40))}`),
});

/**
 * The entity with this id or name. Throws a DeskError when there is none, which offers other kinds, the texts and similar
 * names, and the choice when there are several.
 */
export async function entityNamed(desk: Desk, caller: Caller, name: string, kind?: EntityKind): Promise<Counted> {
  await desk.names.settledSoon();
  const byId = desk.names.get(name);
  if (byId !== undefined && (kind === undefined || byId.kind === kind)) return byId;
  // An id made obsolete by a merge or a split still tells a kind and a name.
  const obsoleteKind = entityKinds.find((one) => name.startsWith(`${one}:`));
  const found =
    obsoleteKind === undefined ? desk.names.named(name, kind) : desk.names.named(name.slice(obsoleteKind.length + 1), obsoleteKind);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const what = said`${own(kind ?? 'entity')}`;
  if (found.length > 1)
    throw new DeskError(said`${quoted(name.slice(0, 100))} may be more than one.`, {
      kind: 'usage',
      hint: said`Choose one:`,
      actions: found.slice(0, 5).map((one) => openEntity(one)),
    });
  const offers = await nameOffers(desk, caller, { name, kind });
  const listed = offers.length === 0 ? listedPerson(desk, name) : undefined;
  if (listed !== undefined)
    throw new DeskError(
      said`${quoted(listed.name)} (${quoted(listed.role)}) is named in the trove's own description${absence(said`, but not in the cables`, '')}.`,
      {
        hint: absence(said`Nothing can be quoted on them from here.`),
      },
    );
  const near = nearNames(desk, name, kind).map((one) => openEntity(one));
  throw new DeskError(absence(said`No ${what} in the cables is called ${quoted(name.slice(0, 100))}.`), {
    kind: 'usage',
    ...(offers.length + near.length === 0
      ? { hint: said`${own(`/${kind === undefined ? 'individuals' : sectionOf[kind]}`)} lists them all.` }
      : { hint: said`${own(offers.length === 0 ? 'Close matches:' : 'But there is:')}`, actions: [...offers, ...near].slice(0, 5) }),
  });
}

/** Somebody listed in trove.json, by name or alias. */
export function listedPerson(desk: Desk, name: string): { name: string; role: string } | undefined {
  const wanted = name.trim().toLowerCase();
  const person = desk.troves
    .list()
    .flatMap(({ about }) => about.people)
    .find((one) => [one.name, ...one.aliases].some((known) => known.toLowerCase() === wanted));
  return person;
}

function nearNames(desk: Desk, name: string, kind: EntityKind | undefined): Counted[] {
  const found = new Map<string, Counted>();
  const words = name.split(/\s+/).filter((word) => word.length > 2);
  const tries = [name, ...words, ...words.map((word) => word.slice(0, Math.max(3, Math.ceil(word.length * 0.6))))];
  for (const piece of tries.slice(0, 8)) for (const one of desk.names.complete(piece, kind, 5)) found.set(one.id, one);
  return [...found.values()];
}

const optionsFor = (kind: EntityKind) =>
  optionSpecs({
    name: {
      type: 'text',
      description: 'A name, or any other it is known by',
      max: 300,
      ...entityCompletion(kind),
    },
    sort: { type: 'choice', description: 'Order of the list (default: mentions)', choices: sorts },
    perhaps: { type: 'flag', description: 'Instead, what is perhaps a name, but nothing shows it' },
    page: pageOption,
    asof: asOfOption,
  });

declare module '../../reply/targets.ts' {
  interface Targets extends Record<(typeof sectionOf)[EntityKind], Values<ReturnType<typeof optionsFor>>> {}
}

type Listed = { name: (typeof sectionOf)[EntityKind]; sort: (typeof sorts)[number]; perhaps: boolean; others: number };

/** From the list to what is perhaps a name, of which there are `others`, and back; for an editor, to deciding. */
const waysOn = (caller: Caller, { name, sort, perhaps, others }: Listed): RunAction[] => [
  ...(perhaps && mayRun(caller, 'editor').allowed ? [press(said`Decide them`, 'names review', {})] : []),
  ...(others === 0
    ? []
    : [
        press(
          perhaps ? said`Back to the list` : said`Perhaps: ${plural(others, 'name')}`,
          name,
          { sort, perhaps: !perhaps },
          { as: 'replace' },
        ),
      ]),
];

/** The command of one section of the trove: its index, or with a name the entity's page. */
export function section(kind: EntityKind, { description, example }: { description: string; example: string }): Command {
  const name = sectionOf[kind];
  return command({
    name,
    topic: 'names',
    description,
    who: 'reader',
    looksBack: true,
    examples: [`/${name}`, `/${name} name:${example}`, `/${name} sort:newest`],
    options: optionsFor(kind),
    async run({ options, desk, caller }): Promise<Reply> {
      if (options.name !== undefined && options.name.trim() !== '') {
        const entity = await entityNamed(desk, caller, options.name.trim(), kind);
        if (entity.hidden && !mayRun(caller, 'editor').allowed) throw new DeskError(said`An editor has hidden ${quoted(entity.name)}.`);
        return entityPage(desk, caller, entity);
      }
      await desk.names.settledSoon();
      const sort = options.sort ?? 'mentions';
      const perhaps = options.perhaps === true;
      const others = desk.names.list(kind, { sort, offset: 0, limit: 0, perhaps: !perhaps }).total;
      return listPage({
        title: (count) =>
          perhaps
            ? said`${own(sectionTitles[name])}, perhaps: ${total(plural(count, 'name'))}`
            : said`${own(sectionTitles[name])}: ${total(plural(count, 'entry', 'entries'))}`,
        before: perhaps
          ? [{ kind: 'small', text: said`Guessed from capitals and the words around: nothing else shows that they are names.` }]
          : [],
        rows: (offset, limit) => desk.names.list(kind, { sort, offset, limit, perhaps }),
        perPage,
        page: options.page,
        item: indexLine,
        empty: new DeskError(
          desk.cables.count() === 0
            ? said`No names yet: no cables have been imported.`
            : perhaps
              ? absence(said`No name in the cables is in doubt.`)
              : absence(said`${own(noneNamed[name])}`),
        ),
        order: said`by ${own(sort)}`,
        menus: (shown, first) => [
          [
            choose(
              said`Open one of these`,
              name,
              'name',
              shown.map((one, i) => ({
                label: `${first + i}. ${shortName(one.name)}`,
                value: one.id.length <= 90 ? one.id : one.name.slice(0, 90),
                description: plain([plural(one.cables, 'cable')]),
              })),
              { as: 'replace' },
            ),
          ],
          [
            choose(
              said`Sort`,
              name,
              'sort',
              sorts.map((value) => ({
                label: { mentions: ours('Most mentioned first'), name: ours('By name'), newest: ours('Named last first') }[value],
                value,
                selected: value === sort,
              })),
              { as: 'replace' },
            ),
          ],
        ],
        turn: [name, { sort, perhaps }],
        beside: waysOn(caller, { name, sort, perhaps, others }),
      });
    },
  });
}

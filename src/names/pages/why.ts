import type { Desk } from '../../desk/desk.ts';
import { listPage } from '../../reply/paging.ts';
import type { Item, Reply } from '../../reply/reply.ts';
import { english, join, own, plural, quoted, ref, said, strong, type Text } from '../../reply/text.ts';
import { press } from '../../reply/actions.ts';
import type { Counted } from '../lookup.ts';
import type { NameMention } from '../mentions.ts';
import type { Ground } from '../resolve/entity.ts';
import { keyOfName } from '../../team/judgments.ts';
import { openEntity, shortName } from './entity-page.ts';

const perPage = 4;
const refsShown = 3;

const groundWords: Readonly<Record<Ground, string>> = english({
  '': 'its own name',
  spelling: 'another spelling, same years',
  before: 'named in full before it in the cable',
  cable: 'the only one of that name in the cable',
  listed: 'a list says so',
  shared: 'same years; same sender, title, countries or people',
  acronym: 'its letters',
  office: 'held this office then',
  initials: 'their initials; named there, or beside the same people',
  address: 'the address beside the letter',
  decided: 'an editor decided it',
});

/** Each name of an entity with why its mentions are taken for it, and a button to take it off. */
export function whyOnePage(desk: Desk, entity: Counted, page: number | undefined): Reply {
  const byName = Map.groupBy(desk.names.mentions(entity.id), ({ surface }) => keyOfName(entity.kind, surface));
  const aliases = entity.aliases.filter(({ name }) => byName.has(keyOfName(entity.kind, name)));
  return listPage({
    title: said`Why these are one: ${quoted(shortName(entity.name))}`,
    rows: aliases,
    perPage,
    page,
    item: ({ name }): Item => {
      const mentions = byName.get(keyOfName(entity.kind, name)) ?? [];
      return {
        head: said`${strong(shortName(name))} · ${plural(mentions.length, 'mention')}`,
        lines: groundsOf(desk, mentions),
        actions:
          keyOfName(entity.kind, name) === keyOfName(entity.kind, entity.name) || aliases.length < 2
            ? []
            : [press(said`Not the same`, 'names split', { name: entity.id, alias: name })],
      };
    },
    turn: ['names why', { name: entity.id }],
    beside: [openEntity(entity, said`Open page`)],
  });
}

function groundsOf(desk: Desk, mentions: readonly NameMention[]): Text[] {
  const grounds = [...Map.groupBy(mentions, ({ ground }) => ground)].toSorted(([, a], [, b]) => b.length - a.length);
  return grounds.map(([ground, same]) => {
    const rows = [...new Set(same.map(({ row }) => row))];
    const heads = desk.cables.heads(rows.slice(0, refsShown));
    const witnesses = [...new Set(same.flatMap(({ witness }) => (witness === '' ? [] : [witness])))]
      .slice(0, refsShown)
      .flatMap((one) => desk.cables.get(one) ?? []);
    return said`${own(groundWords[ground])}${
      witnesses.length === 0
        ? said``
        : said`, as ${join(
            witnesses.map((head) => ref(head.ref)),
            ', ',
          )} says`
    }: ${join(
      heads.map((head) => ref(head.ref)),
      ', ',
    )}${rows.length > heads.length ? said` and ${rows.length - heads.length} more` : said``}`;
  });
}

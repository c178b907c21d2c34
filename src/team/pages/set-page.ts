import { pageOf, turnPages } from '../../reply/paging.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import { hiddenFrom } from '../../desk/withdrawn.ts';
import { editDistance } from '../../language/edit-distance.ts';
import type { Action, Reply } from '../../reply/reply.ts';
import { rowsIn, setFor, setsFor, type CableSet } from '../sets.ts';
import { notice } from './tag-page.ts';
import { lineOf, person, openAction } from './lines.ts';
import { join, own, plural, quoted, said, strong, time, type Text } from '../../reply/text.ts';

const perPage = 5;

const setsPerPage = 10;

export const setLabel = ({ name }: CableSet): Text => said`${quoted(name)}`;

/** The set with this name or code. Throws a DeskError with the nearest names; other members' private sets do not exist here. */
export function requireSet(desk: Desk, caller: Caller, typed: string): CableSet {
  const found = setFor(desk.facts, caller, typed);
  if (found !== undefined) return found;
  const wanted = typed.trim().toLowerCase();
  const near = setsFor(desk.facts, caller).filter(({ name }) => name.includes(wanted) || editDistance(name, wanted, 2) <= 2);
  throw new DeskError(said`There is no set ${quoted(typed.slice(0, 60))} that you may open.`, {
    hint: near.length === 0 ? said`/set list shows those there are; /set create makes one.` : said`Did you mean one of these?`,
    actions: near.slice(0, 4).map((one) => showSet(one, [quoted(one.name)])),
  });
}

export const showSet = ({ code }: CableSet, text: Text): Action => ({
  kind: 'run',
  label: text,
  command: 'set show',
  options: { set: code },
  as: 'replace',
});

export const visibleRows = (desk: Desk, caller: Caller, { code }: CableSet): number[] => {
  const hidden = hiddenFrom(desk.facts, caller);
  return rowsIn(desk.facts, caller.desk, code).filter((row) => !hidden.has(row));
};

export function setPage(desk: Desk, caller: Caller, typed: string, page: number): Reply {
  const set = requireSet(desk, caller, typed);
  const rows = visibleRows(desk, caller, set);
  const pages = Math.max(1, Math.ceil(rows.length / perPage));
  const at = Math.min(page, pages);
  const shown = rows.slice((at - 1) * perPage, at * perPage);
  const heads = new Map(desk.cables.heads(shown).map((head) => [head.row, head]));
  const search = { kind: 'run', as: 'reply', command: 'search', options: { query: `in:${set.code}` } } as const;
  return {
    title: said`${setLabel(set)}: ${plural(rows.length, 'cable')}`,
    blocks: [
      {
        kind: 'text',
        text: said`Code ${strong(set.code)} · ${set.owner === caller.member ? said`yours` : said`${person(desk, caller.desk, set.owner)}'s`}${own(set.shared ? ', shared with the desk' : ' alone')} · made ${time(set.at, 'relative')}`,
      },
      {
        kind: 'items',
        items: shown.flatMap((row) => {
          const head = heads.get(row);
          if (head === undefined) return [];
          const { head: line, lines } = lineOf(desk, caller.desk, head);
          return [{ head: line, lines, actions: [{ ...openAction(head.ref), as: 'reply' as const }, takeOut(set, head.ref)] }];
        }),
      },
      ...(rows.length === 0
        ? [{ kind: 'text' as const, text: said`Nothing is in it. ${strong(`/set add set:${set.code}`)} puts cables in.` }]
        : pages === 1
          ? []
          : [{ kind: 'small' as const, text: pageOf(at, pages) }]),
    ],
    actions: [
      [
        ...turnPages('set show', { set: set.code }, at, pages),
        { ...search, label: said`Search in it` },
        ...(set.shared || set.owner !== caller.member || caller.role === 'reader'
          ? []
          : [{ kind: 'run' as const, label: said`Share`, command: 'set share', options: { set: set.code }, as: 'reply' as const }]),
      ],
    ],
  };
}

const takeOut = ({ code }: CableSet, wanted: string): Action => ({
  kind: 'run',
  label: said`Take out`,
  command: 'set remove',
  options: { set: code, refs: wanted },
  as: 'reply',
});

export function setList(desk: Desk, caller: Caller, page: number): Reply {
  const sets = setsFor(desk.facts, caller);
  if (sets.length === 0) return notice(said`There are no sets yet. ${strong('/set create')} makes one.`);
  const pages = Math.max(1, Math.ceil(sets.length / setsPerPage));
  const at = Math.min(page, pages);
  const shown = sets.slice((at - 1) * setsPerPage, at * setsPerPage);
  return {
    title: said`${plural(sets.length, 'set')}`,
    blocks: [
      {
        kind: 'text',
        text: join(
          shown.map(
            (set) =>
              said`${strong(String(visibleRows(desk, caller, set).length))} ${setLabel(set)} · ${own(set.code)} · ${set.owner === caller.member ? own(set.shared ? 'yours, shared' : 'yours alone') : person(desk, caller.desk, set.owner)}`,
          ),
          '\n',
        ),
      },
      ...(pages === 1 ? [] : [{ kind: 'small' as const, text: pageOf(at, pages) }]),
    ],
    actions: [
      [
        {
          kind: 'choose' as const,
          label: said`Open a set`,
          command: 'set show',
          options: {},
          option: 'set',
          choices: shown.map(({ name, code }) => ({ label: name, value: code, description: code })),
          as: 'replace' as const,
        },
      ],
      turnPages('set list', {}, at, pages),
    ].filter((row) => row.length > 0),
  };
}

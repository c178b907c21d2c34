import { listPage } from '../../reply/paging.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import { editDistance } from '../../language/edit-distance.ts';
import type { Action, Reply } from '../../reply/reply.ts';
import { rowsIn, setFor, setsFor, type CableSet } from '../sets.ts';
import { exportMenu } from './export-menu.ts';
import { notice } from './tag-page.ts';
import { lineOf, person } from './lines.ts';
import { own, plural, quoted, said, strong, time, type Text } from '../../reply/text.ts';
import { choose, press } from '../../reply/actions.ts';

const perPage = 5;

const setsPerPage = 10;

export const setLabel = ({ name }: CableSet): Text => said`${quoted(name)}`;

/** The set with this name or code. Throws a DeskError with the nearest names; other members' private sets do not exist here. */
export function requireSet(desk: Desk, caller: Caller, typed: string): CableSet {
  const found = setFor(desk.facts, caller, typed);
  if (found !== undefined) return found;
  const wanted = typed.trim().toLowerCase();
  const near = setsFor(desk.facts, caller).filter(({ name }) => name.includes(wanted) || editDistance(name, wanted, 2) <= 2);
  throw new DeskError(said`There is no set ${quoted(typed.slice(0, 60))} that you can open.`, {
    hint: near.length === 0 ? said`/set list shows yours and the desk’s; /set create makes one.` : said`Did you mean one of these?`,
    actions: near.slice(0, 4).map((one) => showSet(one, [quoted(one.name)])),
  });
}

export const showSet = ({ code }: CableSet, text: Text): Action => press(text, 'set show', { set: code }, { as: 'replace' });

export function setPage(desk: Desk, caller: Caller, typed: string, page: number): Reply {
  const set = requireSet(desk, caller, typed);
  const rows = rowsIn(desk.facts, caller.desk, set.code);
  return listPage({
    title: said`${setLabel(set)}: ${plural(rows.length, 'cable')}`,
    before: [
      {
        kind: 'text',
        text: said`Code ${strong(set.code)} · ${set.owner === caller.member ? said`yours` : said`${person(desk, caller.desk, set.owner)}'s`}${own(set.shared ? ', shared with the desk' : ', private')} · made ${time(set.at, 'relative')}`,
      },
    ],
    rows,
    perPage,
    page,
    item: (row) =>
      desk.cables.heads([row]).map((head) => {
        const { head: line, lines } = lineOf(desk, caller.desk, head);
        return { head: line, lines, actions: [press(said`Open`, 'cable', { ref: head.ref }), takeOut(set, head.ref)] };
      }),
    turn: ['set show', { set: set.code }],
    empty: said`It is empty. ${strong(`/set add set:${set.code}`)} adds cables.`,
    beside: [
      press(said`Search it`, 'search', { query: `in:${set.code}` }),
      ...(rows.length === 0 ? [] : [press(said`Timeline`, 'analysis', { kind: 'timeline', query: `in:${set.code}` })]),
      ...(set.shared || set.owner !== caller.member ? [] : [press(said`Share`, 'set share', { set: set.code })]),
    ],
    menus: () => (rows.length === 0 ? [] : [exportMenu(desk, caller, { set: set.code })]),
  });
}

const takeOut = ({ code }: CableSet, wanted: string): Action => press(said`Remove`, 'set remove', { set: code, refs: wanted });

export function setList(desk: Desk, caller: Caller, page: number): Reply {
  const sets = setsFor(desk.facts, caller);
  if (sets.length === 0) return notice(said`There are no sets yet. ${strong('/set create')} makes one.`);
  return listPage({
    title: said`${plural(sets.length, 'set')}`,
    rows: sets,
    perPage: setsPerPage,
    page,
    item: (set) => ({
      head: said`${strong(String(rowsIn(desk.facts, caller.desk, set.code).length))} ${setLabel(set)} · ${own(set.code)} · ${set.owner === caller.member ? own(set.shared ? 'yours, shared' : 'yours, private') : person(desk, caller.desk, set.owner)}`,
    }),
    menus: (shown) => [
      [
        choose(
          said`Open a set`,
          'set show',
          'set',
          shown.map(({ name, code }) => ({ label: name, value: code, description: code })),
          { as: 'replace' },
        ),
      ],
    ],
    turn: ['set list', {}],
  });
}

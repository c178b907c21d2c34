import type { Action, ActionRow, MenuEntry } from '../../reply/reply.ts';
import { plain, type Text, ours } from '../../reply/text.ts';
import { component } from '../lint/components.ts';
import { label } from '../neutralise.ts';
import { encodeId, encodeText, maxIdLength, storedValue, type ActionTarget, type CustomIdKind, type IdStore } from './custom-id.ts';
import { formJson } from './form.ts';

/** A component in the shape of Discord's API. */
export type Component = Record<string, unknown> & { type: number };
export type Row = Component & { components: Component[] };

/** Below Discord's limit of 80: phones cut off longer labels. */
const labelLength = 60;
/** Discord's limits for a row and for a select. */
const maxButtons = 5;
const maxChoices = 25;

/** Makes the ids for the buttons of one message, each of them unique. */
export type Ids = {
  target(kind: CustomIdKind, target: ActionTarget): string;
  text(kind: CustomIdKind, json: string): string;
  value(value: string): string;
};

/** `store` keeps what does not fit into an id, and seals it. */
export function createIds(store: IdStore): Ids {
  const used = new Set<string>();
  const unique = (make: (n: number) => string): string => {
    for (let n = 0; ; n += 1) {
      const id = make(n);
      if (used.has(id)) continue;
      used.add(id);
      return id;
    }
  };
  return {
    target: (kind, target) => unique((n) => encodeId(kind, target, n, store)),
    text: (kind, json) => unique((n) => encodeText(kind, json, n, store)),
    value: (value) => (value.length > maxIdLength ? storedValue + store.keep(value) : value),
  };
}

/** Rows of actions as Discord wants them: five buttons to a row, each select in a row of its own. */
export function buttonRows(rows: readonly ActionRow[], ids: Ids): Row[] {
  return rows.flatMap((row) => {
    const built: Row[] = [];
    for (const action of row) {
      const part = componentOf(action, ids);
      if (part === undefined) continue;
      const last = built.at(-1);
      const fits = part.type === component.button && last?.components[0]?.type === component.button && last.components.length < maxButtons;
      if (fits) last.components.push(part);
      else built.push({ type: component.row, components: [part] });
    }
    return built;
  });
}

const styles = { plain: 2, main: 1, danger: 4 } as const;
const linkStyle = 5;

const labelOf = (text: Text): string => label(plain(text), labelLength);

/** The id of a button. */
const idOf = (action: MenuEntry['action'], ids: Ids): string =>
  action.kind === 'form' ? ids.text('form', formJson(action)) : ids.target(action.as, { command: action.command, options: action.options });

/** Undefined for what Discord would refuse: a select without choices, an invalid link. */
function componentOf(action: Action, ids: Ids): Component | undefined {
  switch (action.kind) {
    case 'run':
    case 'form':
      return {
        type: component.button,
        style: styles[action.style ?? 'plain'],
        label: labelOf(action.label),
        custom_id: idOf(action, ids),
        ...(action.kind === 'run' && action.disabled === true ? { disabled: true } : {}),
      };
    case 'menu':
      return menuOf(action, ids);
    case 'link':
      return isLink(action.url) ? { type: component.button, style: linkStyle, label: labelOf(action.label), url: action.url } : undefined;
    case 'choose':
      return selectOf(action, ids);
  }
}

const isLink = (url: string): boolean => url.length <= 512 && /^https?:$/.test(URL.parse(url)?.protocol ?? '');

function selectOf(
  { label: name, command, options, option, choices, as }: Extract<Action, { kind: 'choose' }>,
  ids: Ids,
): Component | undefined {
  const offered = uniqueChoices(choices).slice(0, maxChoices);
  if (offered.length === 0) return undefined;
  const rest = choices.length - offered.length;
  const chosen = offered.findIndex(({ selected }) => selected === true);
  return {
    type: component.stringSelect,
    custom_id: ids.target(as === 'replace' ? 'pick-replace' : 'pick-reply', { command, options, option }),
    placeholder: rest === 0 ? label(plain(name), 150) : ours`${label(plain(name), 120)} (${rest} more not shown)`,
    options: offered.map((choice, i) => ({
      label: label(choice.label, 100),
      value: ids.value(choice.value),
      ...(choice.description === undefined || choice.description === '' ? {} : { description: label(choice.description, 100) }),
      ...(i === chosen ? { default: true } : {}),
    })),
  };
}

/** A menu as a select; each value is the id that a button for it would have. */
function menuOf({ label: name, entries }: Extract<Action, { kind: 'menu' }>, ids: Ids): Component | undefined {
  if (entries.length === 0) return undefined;
  return {
    type: component.stringSelect,
    custom_id: ids.text('menu', '[]'),
    placeholder: label(plain(name), 150),
    options: entries.slice(0, maxChoices).map(({ action, about }) => ({
      label: label(plain(action.label), 100),
      value: idOf(action, ids),
      ...(about.length === 0 ? {} : { description: label(plain(about), 100) }),
    })),
  };
}

/** Drops duplicate values, which could not be told apart, and empty ones, which Discord refuses. */
function uniqueChoices<C extends { value: string }>(choices: readonly C[]): C[] {
  const seen = new Set<string>();
  return choices.filter(({ value }) => value.trim() !== '' && !seen.has(value) && seen.add(value));
}

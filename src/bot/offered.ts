import type { Role } from '../desk/roles.ts';
import type { Action, ActionOptions, Reply } from '../reply/reply.ts';
import type { RunnableCommand } from './command.ts';

/** Which role something needs with these options. */
export const needs = ({ who, whoFor }: Pick<RunnableCommand, 'who' | 'whoFor'>, options: ActionOptions): Role => whoFor?.(options) ?? who;

type May = (command: string, options: ActionOptions) => boolean;
type Button = Exclude<Action, { kind: 'menu' }>;

/** An answer as one person gets it: without the buttons of what they may not do. */
export const offeredTo = (reply: Reply, may: May): Reply =>
  mapActions(reply, (action) => (action.kind === 'link' || may(action.command, optionsOf(action)) ? action : undefined));

/** The answer with each of its buttons as `change` makes it, those in menus and lists among them; undefined leaves it out. */
export function mapActions(reply: Reply, change: <B extends Button>(action: B) => B | undefined): Reply {
  const changed = (actions: readonly Action[]): Action[] =>
    actions.flatMap((action): Action[] => {
      if (action.kind !== 'menu') return [change(action) ?? []].flat();
      const entries = action.entries.flatMap((entry) => {
        const made = change(entry.action);
        return made === undefined ? [] : [{ ...entry, action: made }];
      });
      return entries.length === 0 ? [] : [{ ...action, entries }];
    });
  return {
    ...reply,
    blocks: reply.blocks.map((block) =>
      block.kind === 'items'
        ? { ...block, items: block.items.map((item) => (item.actions === undefined ? item : { ...item, actions: changed(item.actions) })) }
        : block,
    ),
    ...(reply.actions === undefined ? {} : { actions: reply.actions.map(changed).filter((row) => row.length > 0) }),
  };
}

/** The options that a button comes to, with something in those that people fill in. */
export function optionsOf(action: Exclude<Button, { kind: 'link' }>): ActionOptions {
  const given = action.kind === 'form' ? action.fields.map(({ option }) => option) : action.kind === 'choose' ? [action.option] : [];
  return { ...action.options, ...Object.fromEntries(given.map((option) => [option, 'x'])) };
}

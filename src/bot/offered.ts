import type { Role } from '../desk/roles.ts';
import type { Action, ActionOptions, Reply } from '../reply/reply.ts';
import type { RunnableCommand } from './command.ts';

/** Which role something needs with these options. */
export const needs = ({ who, whoFor }: Pick<RunnableCommand, 'who' | 'whoFor'>, options: ActionOptions): Role => whoFor?.(options) ?? who;

type May = (command: string, options: ActionOptions) => boolean;

/** An answer as one person gets it: without the buttons of what they may not do. */
export function offeredTo(reply: Reply, may: May): Reply {
  const isOffered = (action: Exclude<Action, { kind: 'menu' }>): boolean =>
    action.kind === 'link' || may(action.command, optionsOf(action));
  const offered = (actions: readonly Action[]): Action[] =>
    actions.flatMap((action): Action[] => {
      if (action.kind !== 'menu') return isOffered(action) ? [action] : [];
      const entries = action.entries.filter((entry) => isOffered(entry.action));
      return entries.length === 0 ? [] : [{ ...action, entries }];
    });
  return {
    ...reply,
    blocks: reply.blocks.map((block) =>
      block.kind === 'items'
        ? { ...block, items: block.items.map((item) => (item.actions === undefined ? item : { ...item, actions: offered(item.actions) })) }
        : block,
    ),
    ...(reply.actions === undefined ? {} : { actions: reply.actions.map(offered).filter((row) => row.length > 0) }),
  };
}

/** The options that a button comes to, with something in those that people fill in. */
export function optionsOf(action: Exclude<Action, { kind: 'link' | 'menu' }>): ActionOptions {
  const given = action.kind === 'form' ? action.fields.map(({ option }) => option) : action.kind === 'choose' ? [action.option] : [];
  return { ...action.options, ...Object.fromEntries(given.map((option) => [option, 'x'])) };
}

import type { Interaction } from 'discord.js';
import { firstDay } from '../../bot/first-day.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { notePeople } from './caller.ts';
import { noCable } from '../../desk/facts.ts';
import type { DiscordSettings } from './settings.ts';

/** How many interactions are remembered in memory: those of some minutes, at the most that is answered. */
const mostTaken = 20_000;

/** Which interactions this process has taken up: one that is delivered twice is left alone before anything is done for it. */
export function createTaken(): { isNew(interaction: string): boolean } {
  const taken = new Set<string>();
  return {
    isNew(interaction) {
      if (taken.has(interaction)) return false;
      taken.add(interaction);
      const [oldest] = taken;
      if (taken.size > mostTaken && oldest !== undefined) taken.delete(oldest);
      return true;
    },
  };
}

/**
 * Claims an interaction on disk, together with others that come at the same time, and notes who it names. False when it was
 * claimed before, by a process that has ended. While the disk takes nothing it counts as claimed: what this process has taken
 * up it knows, and what cannot be saved takes no effect.
 */
export async function claim(
  interaction: Interaction,
  caller: Caller,
  { desk, settings }: { desk: Desk; settings: DiscordSettings },
): Promise<boolean> {
  try {
    const isFirst = await desk.group(() => {
      if (!desk.claim(interaction.id)) return false;
      notePeople(interaction, caller, desk, settings);
      greet(caller, desk);
      return true;
    });
    desk.trouble.over();
    return isFirst;
  } catch (error) {
    if (desk.trouble.note(error)) return true;
    throw error;
  }
}

/** Whoever comes for the first time, or with a higher role than before, gets the card of their first day. */
function greet({ desk: home, member, ...caller }: Caller, desk: Desk): void {
  const { role } = caller;
  // Whom a lead has paused is shown nothing.
  const isPaused = desk.facts.get(home, 'paused', noCable, member) !== undefined;
  if (role === undefined || isPaused || !desk.roster.greets(home, member, role)) return;
  const post = { to: { member }, reply: firstDay({ ...caller, role }), silent: true };
  desk.outbox.add(home, post, `first day:${member}:${role}`, desk.now());
  setImmediate(() => desk.outbox.notify());
}

import type { AutocompleteInteraction } from 'discord.js';
import type { Bot } from '../../bot/command.ts';
import { errorFields, type Log } from '../../log.ts';
import { label } from '../neutralise.ts';
import { callOf } from './call.ts';
import { callerOf } from './caller.ts';
import type { DiscordSettings } from './settings.ts';

type Parts = { bot: Bot; settings: DiscordSettings; log: Log };

/** Answers one keystroke in an option with the bot's suggestions. */
export async function complete(interaction: AutocompleteInteraction, { bot, settings, log }: Parts): Promise<void> {
  const focused = interaction.options.getFocused(true);
  const choices = await bot.suggest(
    callerOf(interaction, bot.desk, settings),
    callOf(interaction, settings.api),
    focused.name,
    focused.value,
  );
  try {
    await interaction.respond(
      choices
        .filter(({ value }) => value !== '' && value.length <= 100)
        .slice(0, 25)
        .map((choice) => ({ name: label(choice.label, 100), value: choice.value })),
    );
  } catch (error) {
    // Discord discards completions that the next keystroke has overtaken: nothing is wrong.
    log.debug(errorFields(error), 'completions were not accepted');
  }
}

import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { exportOf, forgetSearches, heldAbout } from '../../src/desk/privacy.ts';
import { press } from '../../src/reply/actions.ts';
import { plural, said, type Text, ours } from '../../src/reply/text.ts';

const privacyOptions = optionSpecs({
  do: { type: 'choice', description: 'export: get all of it as a file; forget: delete your searches', choices: ['export', 'forget'] },
  sure: { type: 'flag', description: 'Already confirmed', hidden: true },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'me privacy': Values<typeof privacyOptions>;
  }
}

export default command({
  name: 'me privacy',
  description: 'What is kept about you: see it, export it, delete your searches',
  who: 'reader',
  examples: ['/me privacy', '/me privacy do:export'],
  options: privacyOptions,
  run({ options, desk, caller }) {
    const { searches, own: alone, facts, acts, reads } = heldAbout(desk, caller.desk, caller.member);
    if (options.do === 'export') {
      const text = `${JSON.stringify(exportOf(desk, caller.desk, caller.member), null, 2)}\n`;
      return {
        blocks: [{ kind: 'text', text: said`What is kept about you, for your eyes only. It contains no cable texts.` }],
        files: [{ name: 'about-me.json', bytes: new TextEncoder().encode(text), own: true }],
      };
    }
    if (options.do === 'forget' && options.sure !== true)
      return {
        blocks: [
          {
            kind: 'text',
            text: said`This permanently deletes your ${plural(searches, 'search', 'searches')}, and with them the proof in their receipts.`,
          },
        ],
        actions: [[press(said`Delete my searches`, 'me privacy', { do: 'forget', sure: true }, { as: 'replace', style: 'danger' })]],
      };
    if (options.do === 'forget')
      return { blocks: [{ kind: 'text', text: said`Deleted: your ${plural(forgetSearches(desk, caller), 'search', 'searches')}.` }] };
    const { keeping } = desk.searches;
    const lines: [string, Text][] = [
      [ours('You'), said`your name here, your role, when you were last seen`],
      [
        ours('Searches'),
        keeping === 'off'
          ? said`none are kept`
          : keeping === 'team'
            ? said`${searches}, seen by the team`
            : said`${searches}, seen by you alone`,
      ],
      [ours('Private to you'), said`${alone}: watches, reminders, a shift, a second key, stars, sets`],
      [ours('About cables'), said`${facts}: tags, notes, work; the whole desk sees them`],
      [ours('What you did'), said`${acts} acts, in a log that nobody can change`],
      [ours('What you were shown'), said`${reads} pieces of text, for 400 days; leads see them`],
    ];
    return {
      title: said`What is kept about you`,
      blocks: [
        { kind: 'facts', facts: lines },
        {
          kind: 'small',
          text: said`It is stored on the operator’s machine. Discord keeps what you type there. The operator can forget you when you leave.`,
        },
      ],
      actions: [[press(said`As a file`, 'me privacy', { do: 'export' }), press(said`Delete my searches`, 'me privacy', { do: 'forget' })]],
    };
  },
});

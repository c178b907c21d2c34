import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { noCable } from '../../src/desk/facts.ts';
import { storyOf } from '../../src/factcheck/pages/story.ts';
import { checklistOf, longestReason, openPoints } from '../../src/factcheck/pages/story-page.ts';
import { markOf, signedOf } from '../../src/factcheck/signing.ts';
import { press } from '../../src/reply/actions.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { oneOr, plural, said, strong } from '../../src/reply/text.ts';
import { done } from '../../src/team/pages/lines.ts';

const signOptions = optionSpecs({
  note: { type: 'text', description: 'What is open, and why the story can go to print all the same', max: longestReason },
  seen: { type: 'text', description: 'Which checklist you saw', hidden: true, max: 16 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'check sign': Values<typeof signOptions>;
  }
}

export default command({
  name: 'check sign',
  description: 'Sign the checklist of /check story; whoever opens it sees what changed since',
  who: 'editor',
  examples: ['/check sign', '/check sign note:One mission only; the ministry does not answer.'],
  options: signOptions,
  async run({ options, desk, caller, progress }) {
    const story = await storyOf(desk, caller, undefined, progress);
    if (story.claims.length === 0)
      throw new DeskError(said`There is no claim to sign.`, { hint: said`${strong('/check fact add')} adds one.` });
    const open = openPoints(checklistOf(story));
    if (options.seen !== undefined && options.seen !== markOf(story.claims, open))
      throw new DeskError(said`The checklist has changed since you read it.`, {
        hint: said`Read it again before you sign.`,
        actions: [press(said`Checklist`, 'check story', {})],
      });
    const note = options.note?.trim() === '' ? undefined : options.note?.trim();
    if (open > 0 && note === undefined)
      throw new DeskError(said`${plural(open, 'point')} of the checklist ${oneOr(open, 'is', 'are')} open: say why it can go to print.`, {
        kind: 'usage',
        hint: said`${strong('/check sign note:')} takes it; ${strong('/check story')} lists them.`,
      });
    const act = desk.act(caller, { act: 'sign story', detail: { claims: story.claims.length, open } }, (tools) => {
      const claims = signedOf(story.claims);
      tools.put('signed', noCable, String(tools.act), {
        by: caller.member,
        at: desk.now(),
        open,
        ...(note === undefined ? {} : { note }),
        claims,
      });
      return tools.act;
    });
    return done(said`You signed ${plural(story.claims.length, 'claim')} with ${plural(open, 'point')} open.`, act, {
      actions: [press(said`Checklist`, 'check story', {}, { as: 'replace' })],
    });
  },
});

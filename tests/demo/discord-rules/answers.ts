import { V2, message, none, shown, suggestions, text } from '../../helpers/payloads.ts';
import { SECOND, MINUTE, respond, suggest, answered, editReply, followUp, answerAgain, answerForm, late, login } from './requests.ts';
import { type Row, invalid, wrongAnswer, tooLate, closed, rule, most } from './rule.ts';
import { choice } from './commands.ts';
import { parts } from './forms.ts';

const TOKEN_LIFE = 15 * MINUTE;
export const behaviourRows: Row[] = [
  most('milliseconds to the first answer', 3 * SECOND, (n) => late(answered, n), tooLate, 'ours'),
  most('milliseconds to suggestions', 3 * SECOND, (n) => suggest(suggestions(choice()), n), tooLate, 'ours'),
  rule('suggestions cannot come later', suggest(suggestions(choice())), suggest({ type: 5 }), wrongAnswer, 'ours'),
  rule('suggestions only to who types', suggest(suggestions()), respond(suggestions()), wrongAnswer, 'ours'),
  most('milliseconds in which an answer is edited', TOKEN_LIFE, (n) => editReply(message(), n), { status: 401, code: 50_027 }, 'ours'),
  most('milliseconds in which follow-ups come', TOKEN_LIFE, (n) => followUp(message(), n), { status: 401, code: 50_027 }, 'ours'),
  rule('one first answer', respond(answered), answerAgain(answered, answered), { status: 400, code: 40_060 }, 'ours'),
  rule(
    'an answer that comes later may only be private',
    respond({ type: 5, data: { flags: 64 } }),
    respond({ type: 5, data: { flags: 64 | V2 } }),
    invalid('data.flags', 'DEFER_FLAGS'),
    'ours',
  ),
  rule(
    'new components come with the edit of a deferred answer',
    editReply(shown(text()), 0, { type: 5, data: { flags: 64 } }),
    editReply({ components: [text()], allowed_mentions: none }, 0, { type: 5, data: { flags: 64 } }),
    invalid('components.0', 'V2_WITHOUT_FLAG'),
    'ours',
  ),
  rule('a form is the first answer', respond(parts(1)), answerAgain({ type: 5 }, parts(1)), { status: 400, code: 40_060 }, 'ours'),
  rule('no form after a form', answerForm(answered), answerForm(parts(1)), wrongAnswer, 'ours'),
  rule('no privileged intent: members', login(0), login(1 << 1), closed(4014), 'ours'),
  rule('no privileged intent: presences', login(1), login(1 << 8), closed(4014), 'ours'),
  rule('no privileged intent: content of messages', login(1), login(1 | (1 << 15)), closed(4014), 'ours'),
  // The login is the first of them.
  most('events to the gateway in a minute', 120, (n) => login(1, n - 1), closed(4008), 'ours'),
];

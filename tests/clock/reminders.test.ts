import { expect, test } from 'vitest';
import { sendReminders } from '../../src/clock/reminders.ts';
import { live, readAnswer } from '../helpers/live.ts';

const hour = 60 * 60_000;

test('a reminder comes once a day with its buttons, and never when nothing is open', async () => {
  let now = Date.now();
  const on = await live({ now: () => now });
  const editor = on.discord.as('editor');
  await readAnswer(await editor.slash('desk', 'work remind at', { time: '09:00', zone: 'UTC' }));
  now += 25 * hour;
  expect(await sendReminders(on.desk)).toBe(0);
  await readAnswer(await editor.slash('desk', 'work claim', { ref: 'COREU/KYI/0039/18' }));
  now += 24 * hour;
  expect(await sendReminders(on.desk)).toBe(1);
  expect(await sendReminders(on.desk)).toBe(0);
  await expect.poll(() => editor.directMessages().length).toBe(1);
  const [message] = editor.directMessages();
  if (message === undefined) throw new Error('no message');
  expect(await readAnswer(await editor.press(message, 'Snooze'))).toContain('I won’t remind you about');
  now += 24 * hour;
  expect(await sendReminders(on.desk)).toBe(0);
  now += 24 * hour;
  expect(await sendReminders(on.desk)).toBe(1);
  expect(await readAnswer(await editor.press(message, 'Done'))).toContain('is marked as read');
  now += 24 * hour;
  expect(await sendReminders(on.desk)).toBe(0);
});

import { expect, test } from 'vitest';
import {
  charactersPerCable,
  excerptLimit,
  exposures,
  fileRefusal,
  leadOf,
  mayHaveFile,
  mayRun,
  mayTouch,
  opensFrom,
  sealedShare,
  shownInChannel,
  shownToCaller,
  usualQuota,
  withFilesFor,
  type Exposure,
} from '../../src/desk/policy.ts';
import { roles, type Role } from '../../src/desk/roles.ts';
import { own, plain, said } from '../../src/reply/text.ts';
import { someone } from '../helpers/desk.ts';

/** Who may do what, written a second time: a change of the policy is a change of this table. */

test.each<[Role | undefined, Role, string]>([
  ['reader', 'reader', ''],
  ['reader', 'reporter', 'Only reporters and editors can do this. You’re a reader. Ask a lead of this desk.'],
  ['reader', 'editor', 'Only editors can do this. You’re a reader. Ask a lead of this desk.'],
  ['reporter', 'reporter', ''],
  ['reporter', 'editor', 'Only editors can do this. You’re a reporter. Ask a lead of this desk.'],
  ['editor', 'reader', ''],
  ['editor', 'editor', ''],
  ['editor', 'lead', 'Only leads can do this. You’re an editor. Ask a lead of this desk.'],
  ['lead', 'reader', ''],
  ['lead', 'lead', ''],
  [undefined, 'reader', 'You have no role at this desk, so I can’t show you anything. Ask a lead of this desk to give you one.'],
  [undefined, 'lead', 'You have no role at this desk, so I can’t show you anything. Ask a lead of this desk to give you one.'],
])('%s, where %s is needed: %j', (role, who, refusal) => {
  const verdict = mayRun({ ...someone(), role }, who);
  expect(verdict.allowed ? '' : `${plain(verdict.why)} ${plain(verdict.hint)}`).toBe(refusal);
});

test('whoever lacks only the second key is told of it, and nobody else', () => {
  const hint = (role: Role, withoutKey: Role, who: Role): string => {
    const verdict = mayRun(someone(role, { withoutKey, lead: said`@leads` }), who);
    return verdict.allowed ? '' : plain(verdict.hint);
  };
  const key = (role: Role): string =>
    `You are ${role} on the server, but not enrolled here. Ask the operator for a code, then type it with /me enrol.`;
  expect(hint('reporter', 'editor', 'editor')).toBe(key('editor'));
  expect(hint('reporter', 'lead', 'editor')).toBe(key('lead'));
  expect(hint('reporter', 'editor', 'lead')).toBe('Ask @leads.');
  expect(plain([leadOf(someone()), leadOf(someone('reader', { lead: own('@leads') }))].flat())).toBe('a lead of this desk@leads');
});

test('what is somebody else’s, only they and leads change', () => {
  for (const role of roles)
    expect([undefined, 'me', 'other'].map((owner) => mayTouch(someone(role, { member: 'me' }), owner))).toEqual([
      true,
      true,
      role === 'lead',
    ]);
});

test('how much text is shown, by exposure and place', () => {
  const shown = ({ metadata, excerpt, text }: ReturnType<typeof shownToCaller>): string =>
    [metadata && 'card', excerpt && 'excerpt', text && 'text'].filter(Boolean).join(' ');
  const table = exposures.map((exposure) => [
    exposure,
    shown(shownToCaller(exposure)),
    ...[true, false].flatMap((listed) => [true, false].map((open) => shown(shownInChannel(exposure, { listed, open })))),
    excerptLimit(exposure),
  ]);
  const all = 'card excerpt text';
  // In private; listed and open, listed, open, neither; characters of an excerpt.
  expect(table).toEqual([
    ['open', all, all, all, all, all, 320],
    ['desk', all, 'card', 'card excerpt', 'card', 'card', 320],
    ['sealed', 'card excerpt', '', '', '', '', 160],
  ]);
  expect({ usualQuota, charactersPerCable, opensFrom, sealedShare }).toEqual({
    usualQuota: { hour: 60, day: 200 },
    charactersPerCable: 4000,
    opensFrom: 640,
    sealedShare: { characters: 640, part: 0.5 },
  });
});

test('who has files, and what stands in their place', () => {
  const whoHas = (exposure: Exposure, via: 'discord' | 'terminal' | 'clock') =>
    [undefined, ...roles].filter((role) => mayHaveFile(exposure, { role, via }));
  for (const via of ['discord', 'clock'] as const)
    expect(exposures.map((exposure) => whoHas(exposure, via))).toEqual([[...roles], ['editor', 'lead'], []]);
  for (const exposure of exposures) expect(whoHas(exposure, 'terminal')).toEqual([...roles]);

  expect(plain(fileRefusal('sealed', { role: 'lead' }))).toBe('No file leaves this desk (exposure: sealed).');
  expect(plain(fileRefusal('desk', { role: 'reader' }))).toBe('Files are not for reader at this desk (exposure: desk).');
  expect(plain(fileRefusal('desk', { role: undefined }))).toBe('Files are not for you at this desk (exposure: desk).');

  const file = { name: 'a.csv', bytes: new Uint8Array([1]), description: 'x' };
  const reply = { title: said`T`, blocks: [{ kind: 'text' as const, text: said`Here it is.` }], files: [file] };
  const reader = { role: 'reader', via: 'discord' } as const;
  expect(withFilesFor('open', reader, reply)).toBe(reply);
  expect(withFilesFor('desk', reader, reply)).toStrictEqual({
    title: reply.title,
    blocks: [...reply.blocks, { kind: 'small', text: fileRefusal('desk', reader) }],
  });
  // What somebody takes out of their own data is theirs; one file of the desk's among them is not.
  const theirs = { ...file, own: true as const };
  expect(withFilesFor('sealed', reader, { ...reply, files: [theirs] }).files).toEqual([theirs]);
  expect(withFilesFor('sealed', reader, { ...reply, files: [theirs, file] }).files).toBeUndefined();
  const without = { blocks: [] };
  expect(withFilesFor('sealed', reader, without)).toBe(without);
});

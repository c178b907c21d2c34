import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor, type Expression, type SpreadElement } from 'oxc-parser';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/**
 * Where a failure may be dropped, and why nothing is lost by it: the failure itself is the answer, or somebody else is told.
 * Everywhere else whoever catches something must use it: log it, throw it on, or tell it.
 */
const dropped: Record<string, { times: number; why: string }> = {
  'commands/tag.ts': { times: 1, why: 'what cannot be a tag is not offered as one' },
  'src/bot/attachment.ts': { times: 2, why: 'an encoding that does not fit is tried, and the next one follows' },
  'src/chat/discord/custom-id.ts': { times: 1, why: 'what is no JSON is no id of ours' },
  'src/chat/discord/form.ts': { times: 1, why: 'what is no JSON is no form of ours' },
  'src/chat/discord/connection.ts': { times: 1, why: 'awaited, and thrown, some lines below' },
  'src/chat/sending.ts': { times: 1, why: 'what cannot be read has failed already; it has no owner to be told' },
  'src/cli/doctor/doctor.ts': { times: 1, why: 'a lock that cannot be opened is nobody’s; why it cannot is told of its folder' },
  'src/cli/doctor/machine.ts': { times: 1, why: 'a program that cannot be run is told of as such' },
  'src/cli/each-text.ts': { times: 1, why: 'the line is told of by whoever asked' },
  'src/cli/say.ts': { times: 1, why: 'a search tells by itself why it cannot be answered' },
  'src/cli/watch-folder.ts': { times: 2, why: 'the end of a wait; a file that is gone is not brought in' },
  'src/clock/watcher.ts': { times: 3, why: 'logged where it was begun' },
  'src/desk/look-into.ts': { times: 1, why: 'what cannot be read is told of as such' },
  'src/desk/moving.ts': { times: 1, why: 'where the disk knows no links, a copy is made' },
  'src/desk/verify/report.ts': {
    times: 1,
    why: 'a report that cannot be read is told of by the next verify',
  },
  'src/desk/verify/verify.ts': { times: 1, why: 'the damage is told of by number, where the ref cannot be read' },
  'src/demo/': { times: 99, why: 'the demo’s own Discord, not the bot' },
  'src/factcheck/pages/check-draft.ts': { times: 1, why: 'awaited in the next round' },
  'src/import/': { times: 99, why: 'what cannot be read is a fault of the file, which is reported by line' },
  'src/interchange/load-desk.ts': { times: 1, why: 'a line that is no JSON is told of by its number' },
  'src/language/zones.ts': { times: 1, why: 'a name of no zone' },
  'src/names/model.ts': { times: 1, why: 'what is no JSON is no answer' },
  'src/names/reader.ts': { times: 3, why: 'told to whoever waits, and logged by the desk' },
  'src/query/regex.ts': { times: 1, why: 'a pattern with a fault is told of as such' },
  'src/search/engine/opensearch/cluster.ts': { times: 2, why: 'whoever waits for it is told; a moment that is not closed ends by itself' },
  'src/search/engine/opensearch/identity.ts': { times: 1, why: 'a file that names no index is made anew' },
  'src/search/engine/opensearch/keeping.ts': { times: 1, why: 'told to whoever asked for that change' },
  'src/search/engine/opensearch/settings.ts': { times: 1, why: 'told as a fault of the setting' },
  'src/search/engine/opensearch/writing.ts': { times: 1, why: 'awaited, and thrown, before the next request' },
  'src/search/engine/snapshot.ts': { times: 1, why: 'a damaged snapshot is made anew' },
  'src/store/backup-sets.ts': { times: 1, why: 'a folder without a whole manifest is no backup, and verify tells of it' },
  'src/store/seals.ts': { times: 2, why: 'what cannot be read does not fit its seal, which is told' },
  'src/store/derived-file.ts': { times: 1, why: 'a damaged derived file is made anew' },
  'src/store/group-commit.ts': { times: 1, why: 'each write is run again, alone, and whoever asked for it is told' },
  'src/threads/thread.ts': { times: 1, why: 'told to whoever asked the thread' },
};

const isFunctionWithout = (one: Expression | SpreadElement | undefined): boolean =>
  (one?.type === 'ArrowFunctionExpression' || one?.type === 'FunctionExpression') && one.params.length === 0;

/** Lines in which a failure is caught and not looked at. */
function swallowedIn(file: string): number[] {
  const text = readFileSync(join(root, file), 'utf8');
  const lines: number[] = [];
  const note = (start: number): void => void lines.push(text.slice(0, start).split('\n').length);
  new Visitor({
    CatchClause({ param, body, start }) {
      const name = param?.type === 'Identifier' ? param.name : undefined;
      if (name === undefined || !new RegExp(`\\b${name}\\b`).test(text.slice(body.start, body.end))) note(start);
    },
    CallExpression({ callee, arguments: given, start }) {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
      const caught = callee.property.name === 'catch' ? given[0] : callee.property.name === 'then' ? given[1] : undefined;
      if (isFunctionWithout(caught)) note(start);
    },
  }).visit(parseSync(file, text).program);
  return lines;
}

const files = ['src', 'commands'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`),
);

test('no failure is swallowed but where it says why', () => {
  const found = files.flatMap((file) => swallowedIn(file).map((line) => `${file}:${line}`));
  expect(found.length).toBeGreaterThan(20);
  const left = new Map(Object.entries(dropped).map(([prefix, { times }]) => [prefix, times]));
  const strangers = found.filter((place) => {
    const prefix = Object.keys(dropped).find((one) => place.startsWith(one));
    if (prefix === undefined) return true;
    left.set(prefix, (left.get(prefix) ?? 0) - 1);
    return (left.get(prefix) ?? 0) < 0;
  });
  expect(strangers).toEqual([]);
  // What is not there any more is not excused any more.
  expect([...left].filter(([prefix, count]) => count > 0 && !prefix.endsWith('/'))).toEqual([]);
});

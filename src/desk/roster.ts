import { roles, type Role } from './roles.ts';
import { quoted, said, type Text } from '../reply/text.ts';
import type { Db } from '../store/database.ts';

/** A member as last seen. `role` undefined: none of the desk's roles. */
export type Member = { id: string; name: string; role: Role | undefined; isBot: boolean; seenAt: number };

/**
 * Who is at the desk: everybody who asked for something, or was named by somebody who did. It resolves ids to names and
 * completes names; permissions are decided from the interaction itself, never from the roster.
 */
export type Roster = {
  seen(desk: string, member: Omit<Member, 'seenAt'>, at: number): void;
  /** Notes that a member comes with this role. True the first time, and whenever the role is higher than ever before. */
  greets(desk: string, id: string, role: Role): boolean;
  get(desk: string, id: string): Member | undefined;
  /** The member with this id or name, ignoring case; nobody when several share the name. */
  named(desk: string, text: string): Member | undefined;
  /** Why `named` has nobody: no such name, or one that several share. */
  whyNobody(desk: string, text: string): Text;
  /** Members with a role, by name. */
  all(desk: string): Member[];
  /** The leads that can be written to: those of the terminal have no address. */
  leads(desk: string): Member[];
};

type Row = { member: string; name: string; role: string | null; bot: number; seen_at: number };

const toMember = ({ member: id, name, role, bot, seen_at: seenAt }: Row): Member => ({
  id,
  name,
  role: roles.find((known) => known === role),
  isBot: bot === 1,
  seenAt,
});

/** Case-folds a name, in any alphabet. */
const fold = (name: string): string => name.normalize('NFKC').toLowerCase();

/** A name or id as it was typed, without what marks a mention. */
const bare = (text: string): string =>
  text
    .trim()
    .replace(/^@/, '')
    .replace(/^<@!?(\d+)>$/, '$1');

export function createRoster(db: Db): Roster {
  const save = db.prepare(
    `INSERT INTO roster (desk, member, name, role, bot, seen_at) VALUES (@desk, @id, @name, @role, @bot, @at)
     ON CONFLICT (desk, member) DO UPDATE SET name = @name, role = @role, bot = @bot, seen_at = @at
     WHERE name <> @name OR role IS NOT @role OR bot <> @bot OR seen_at < @at - 60000`,
  );
  const one = db.prepare<[string, string], Row>('SELECT * FROM roster WHERE desk = ? AND member = ?');
  const everybody = db.prepare<[string], Row>('SELECT * FROM roster WHERE desk = ? ORDER BY seen_at DESC');
  /** Everybody with this name. When several share it, `named` has nobody: work must not land on the wrong one. */
  const called = (desk: string, name: string): Row[] => everybody.all(desk).filter((row) => fold(row.name) === fold(name));
  const all = db.prepare<[string], Row>(
    'SELECT * FROM roster WHERE desk = ? AND role IS NOT NULL AND bot = 0 ORDER BY lower(name), member',
  );
  const greetedAs = db.prepare<[string, string], string | null>('SELECT greeted FROM roster WHERE desk = ? AND member = ?').pluck();
  const greet = db.prepare('UPDATE roster SET greeted = ? WHERE desk = ? AND member = ?');
  const rank = (role: string | null | undefined): number => roles.findIndex((known) => known === role);
  const member = (row: Row | undefined): Member | undefined => (row === undefined ? undefined : toMember(row));
  return {
    seen: (desk, { id, name, role, isBot }, at) => void save.run({ desk, id, name, role: role ?? null, bot: isBot ? 1 : 0, at }),
    greets: (desk, id, role) => rank(role) > rank(greetedAs.get(desk, id)) && greet.run(role, desk, id).changes === 1,
    get: (desk, id) => member(one.get(desk, id)),
    named: (desk, text) => {
      const wanted = bare(text);
      const [only, ...others] = called(desk, wanted);
      return member(one.get(desk, wanted) ?? (others.length === 0 ? only : undefined));
    },
    whyNobody: (desk, text) =>
      called(desk, bare(text)).length > 1
        ? said`Several people here are called ${quoted(text)}.`
        : said`Nobody here is called ${quoted(text)}.`,
    all: (desk) => all.all(desk).map(toMember),
    leads: (desk) =>
      all
        .all(desk)
        .map(toMember)
        .filter(({ id, role }) => role === 'lead' && !id.startsWith('terminal:')),
  };
}

import { randomInt } from 'node:crypto';
import { DeskError } from '../reply/failure.ts';
import { commandLink, press } from '../reply/actions.ts';
import type { Post } from '../reply/reply.ts';
import { own, plural, said } from '../reply/text.ts';
import { sha256 } from '../store/hash.ts';
import type { Caller } from './caller.ts';
import type { Desk } from './desk.ts';
import { noCable, type Facts } from './facts.ts';
import { keyRoles, type Role } from './roles.ts';

/**
 * The second key of editors and leads: a code that the operator's terminal prints for one member and one role, good once and
 * for a short time, which that member types in the chat. What it gives stands in policy.ts (`rightsOf`).
 */

export type KeyRole = (typeof keyRoles)[number];

/** How long a code is good, in milliseconds, and how many wrong ones end it. */
const codeLife = 15 * 60_000;
const mostWrong = 5;

/** No signs that are taken for others: 10 of these are 49 bits. */
const signs = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 10;

const bare = (code: string): string => code.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
const hashOf = (member: string, code: string): string => sha256(`${member}\n${bare(code)}`);

/** The role that this member is enrolled for. */
export const enrolledAs = (facts: Facts, desk: string, member: string): Role | undefined =>
  facts.get(desk, 'enrolment', noCable, member)?.value.role;

/** Makes a code for a member, in place of one that waits; kept as a hash. Returns it, and until when it is good. */
export function makeCode(desk: Desk, operator: Caller, member: string, role: KeyRole): { code: string; until: number } {
  const code = Array.from({ length: codeLength }, () => signs[randomInt(signs.length)]).join('');
  const until = desk.now() + codeLife;
  desk.act(operator, { act: 'enrolment code', detail: { member, role } }, ({ put }) => {
    const before = desk.facts.get(operator.desk, 'enrolment', noCable, member)?.value ?? {};
    put('enrolment', noCable, member, { ...before, code: { hash: hashOf(member, code), until, wrong: 0, role } });
    return null;
  });
  return { code: `${code.slice(0, 5)}-${code.slice(5)}`, until };
}

/** Takes back a member's key and the code that waits for them. Returns false when there was neither. */
export const endEnrolment = (desk: Desk, operator: Caller, member: string): boolean =>
  desk.act(operator, { act: 'end enrolment', detail: { member } }, ({ drop }) => drop('enrolment', noCable, member));

/**
 * Enrols the caller with the code that they typed; leads are told. Returns the role. Throws a DeskError when none waits for
 * them, or for a wrong one, which is counted: after five, the code is good no more.
 */
export function enrol(desk: Desk, caller: Caller, typed: string): KeyRole {
  const waiting = desk.facts.get(caller.desk, 'enrolment', noCable, caller.member)?.value;
  const code = waiting?.code;
  const ask = said`Ask the operator for one, who prints it with ${own(`cabledesk enrol ${caller.member}`)}.`;
  if (code === undefined || code.until < desk.now())
    throw new DeskError(code === undefined ? said`There is no code for you.` : said`Your code has expired: it was valid for 15 minutes.`, {
      hint: ask,
    });
  if (hashOf(caller.member, typed) === code.hash) {
    desk.act(caller, { act: 'enrol', detail: { role: code.role } }, ({ put, post }) => {
      put('enrolment', noCable, caller.member, { role: code.role });
      for (const { id } of desk.roster.leads(caller.desk)) if (id !== caller.member) post(() => news(id, caller, code.role));
      return null;
    });
    return code.role;
  }
  const left = mostWrong - code.wrong - 1;
  desk.act(caller, { act: 'wrong enrolment code', detail: { left } }, ({ put }) => {
    const { code: ended, ...rest } = { ...waiting };
    put(
      'enrolment',
      noCable,
      caller.member,
      left === 0 || ended === undefined ? rest : { ...rest, code: { ...ended, wrong: ended.wrong + 1 } },
    );
    return null;
  });
  throw new DeskError(
    left === 0
      ? said`That is not your code, and it was the fifth wrong one: the code is no longer valid.`
      : said`That is not your code. ${plural(left, 'try is', 'tries are')} left.`,
    left === 0 ? { hint: ask } : {},
  );
}

const news = (lead: string, caller: Caller, role: KeyRole): Post => ({
  to: { member: lead },
  shows: 'metadata',
  reply: {
    tone: 'notice',
    blocks: [
      {
        kind: 'text',
        text: said`${{ kind: 'member', id: caller.member, name: caller.name }} is enrolled as ${own(role)} from now on. If you do not know why, ask the operator, who can end it.`,
      },
      { kind: 'small', text: said`${commandLink('work activity')} shows what they do.` },
    ],
    actions: [[press(said`Recent activity`, 'work activity', {})]],
  },
});

import { expect, test } from 'vitest';
import { brokenAuditRow } from '../../src/desk/audit.ts';
import type { Caller } from '../../src/desk/caller.ts';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { plain } from '../../src/reply/text.ts';
import { actionsOf, importRecords, pressed, quiet, wordsOf } from '../helpers/desk.ts';
import { isLong, pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';
import { claimSteps } from './model/claim-steps.ts';
import { factsOf, Model, people, refs } from './model/model.ts';
import { reviewSteps } from './model/review-steps.ts';
import { setSteps } from './model/set-steps.ts';
import { drawFrom, type Step } from './model/step.ts';
import { tagSteps } from './model/tag-steps.ts';
import { undoSteps } from './model/undo-steps.ts';
import { workSteps } from './model/work-steps.ts';

/**
 * A desk of 20 people who do random things, each delivered twice, with restarts in between, held against a model that
 * knows the rules and nothing of the code: after each stretch everything that the desk holds is what the model holds,
 * the audit log has one row for each thing that was done, and the outbox one for each message that follows from it.
 */
const steps = isLong ? 10_000 : 500;

/** One step, of any command. */
function stepOf(random: () => number, model: Model): Step {
  const draw = drawFrom(random, model);
  return draw.pick([tagSteps, workSteps, claimSteps, reviewSteps, setSteps, undoSteps].flatMap((steps) => steps(draw)))();
}

const sorted = (facts: ReadonlyMap<string, string>): string[] => [...facts].map(([path, value]) => `${path} ${value}`).toSorted();
const countOf = (desk: Desk, table: string): number => desk.db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;

test(
  `20 people, ${steps} random acts, each delivered twice, with restarts: the desk is what the model says`,
  async () => {
    const seed = seedOf('model');
    const random = randomFrom(seed);
    const pick = pickerFrom(random);
    const folder = tempFolder();
    const model = new Model();
    const open = (): Desk => openDesk({ folder, exposure: 'desk', now: () => model.now });
    let desk = open();
    let bot = await createBot(desk, quiet);
    const compare = (told: string): void => {
      expect(sorted(factsOf(desk)), told).toEqual(sorted(model.facts));
      expect(countOf(desk, 'outbox'), told).toBe(model.posts);
    };
    await importRecords(
      desk,
      refs.map((ref) => ({ ref, subject: `Subject of ${ref}`, body: `1. What ${ref} says.` })),
    );
    for (const { ref, row } of desk.cables.all()) model.rows.set(ref, row);
    for (const { id, role } of people) desk.roster.seen('desk', { id, name: id, role, isBot: false }, 0);
    const imported = countOf(desk, 'audit');
    model.acts = imported;
    const counts = { refused: 0, 'no act': 0, done: 0 };
    let restarts = 0;
    try {
      for (let step = 1; step <= steps; step += 1) {
        model.now = step;
        const anybody = pick(people);
        const { by: who = anybody, expected, confirm, learn, ...call } = stepOf(random, model);
        const caller: Caller = {
          desk: 'desk',
          member: who.id,
          name: who.id,
          role: who.role,
          via: 'discord',
          interaction: `i${step}`,
          place: undefined,
        };
        const actsBefore = model.acts;
        const outcome = expected(model, who);
        counts[outcome] += 1;
        let { command, options } = call;
        if (confirm !== undefined) {
          const asked = await bot.answer({ ...caller, interaction: `p${step}` }, call);
          const action = actionsOf(asked.reply).find(({ label }) => confirm.test(plain(label)));
          if (action?.kind === 'run') ({ command, options } = action);
        }
        const first = await bot.answer(caller, pressed({ command, options }));
        if (outcome === 'done') learn?.(desk);
        // What was refused may be refused for another reason the second time; what was done is not done again.
        const second = outcome === 'done' ? await bot.answer(caller, pressed({ command, options })) : first;
        const told = `${seed}/${step} ${who.role} ${command} ${JSON.stringify(options)}: ${wordsOf(first.reply)}`;
        expect(first.ok, told).toBe(outcome !== 'refused');
        expect(first.failure, told).not.toBe('bug');
        expect(second.failure, told).not.toBe('bug');
        expect(countOf(desk, 'audit'), told).toBe(model.acts);
        expect(model.acts > actsBefore, told).toBe(outcome === 'done');
        if (random() < 0.01) {
          restarts += 1;
          await desk.close();
          desk = open();
          await desk.index.ready();
          bot = await createBot(desk, quiet);
        }
        if (step % 50 === 0 || step === steps) compare(told);
      }
      expect(brokenAuditRow(desk.db)).toBeUndefined();
      expect(counts.done).toBeGreaterThan(steps / 4);
      console.log(
        `model: ${counts.done} done, ${counts.refused} refused, ${counts['no act']} without effect, ${restarts} restarts, ${model.facts.size} facts, ${model.posts} messages`,
      );
    } finally {
      await desk.close();
    }
  },
  30 * 60_000,
);

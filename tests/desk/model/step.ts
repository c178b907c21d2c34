import type { Desk } from '../../../src/desk/desk.ts';
import { pickerFrom } from '../../helpers/random.ts';
import { isEditor, people, refs, tags, type Model, type Outcome, type Person } from './model.ts';

export type Step = {
  /** Who does it, if not anybody. */
  by?: Person;
  command: string;
  options: Record<string, string | number | boolean>;
  expected: (model: Model, who: Person) => Outcome;
  /** It is first previewed; the action of this name is what is done. */
  confirm?: RegExp;
  /** What the desk was free to choose: looked at, and taken over into the model. */
  learn?: (desk: Desk) => void;
};

/** What was drawn for one step: the rules of all commands work on these. */
export type Draw = {
  random: () => number;
  pick: <T>(list: readonly T[]) => T;
  model: Model;
  ref: string;
  other: Person;
  tag: string;
  /** A rule about the drawn cable: refused for those who may not see it, and for readers unless they may. */
  onCable(rule: Rule, needsEditor?: boolean): Rule;
};
type Rule = (model: Model, who: Person) => Outcome;

/** Ways to draw a step, one for each command that is tried. */
export type Steps = (draw: Draw) => (() => Step)[];

/** Draws a cable, a colleague and a tag. */
export function drawFrom(random: () => number, model: Model): Draw {
  const pick = pickerFrom(random);
  const ref = pick(refs);
  return {
    random,
    pick,
    model,
    ref,
    other: pick(people),
    tag: pick(tags),
    onCable:
      (rule, needsEditor = true) =>
      (state, who) =>
        (needsEditor && !isEditor(who)) || state.isHidden(ref, who) ? 'refused' : rule(state, who),
  };
}

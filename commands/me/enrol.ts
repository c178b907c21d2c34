import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { enrol } from '../../src/desk/enrolment.ts';
import { form } from '../../src/reply/actions.ts';
import { own, said, ours } from '../../src/reply/text.ts';

const enrolOptions = optionSpecs({ code: { type: 'text', description: 'The code; leave empty for a form', max: 40 } });

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'me enrol': Values<typeof enrolOptions>;
  }
}

export default command({
  name: 'me enrol',
  description: 'Enter the code the operator gave you, where editors and leads need one',
  who: 'reader',
  examples: ['/me enrol'],
  options: enrolOptions,
  run({ options, desk, caller }) {
    if (options.code === undefined)
      return {
        blocks: [{ kind: 'text', text: said`Enter the code the operator gave you. It works only for you, once, for 15 minutes.` }],
        actions: [
          [
            form(
              said`Enter the code`,
              'me enrol',
              {},
              { title: said`Your code`, fields: [{ option: 'code', label: ours('Code'), required: true, max: 40 }] },
            ),
          ],
        ],
      };
    const role = enrol(desk, caller, options.code);
    return {
      blocks: [{ kind: 'text', text: said`You are enrolled as ${own(role)}. From now on, that role on the server gives you its rights.` }],
    };
  },
});

import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { enrol } from '../../src/desk/enrolment.ts';
import { form } from '../../src/reply/actions.ts';
import { own, said } from '../../src/reply/text.ts';

const enrolOptions = optionSpecs({ code: { type: 'text', description: 'The code; without it, a form to type it into', max: 40 } });

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'me enrol': Values<typeof enrolOptions>;
  }
}

export default command({
  name: 'me enrol',
  description: 'Type the code that the operator gave you, where editors and leads need one',
  who: 'reader',
  examples: ['/me enrol'],
  options: enrolOptions,
  run({ options, desk, caller }) {
    if (options.code === undefined)
      return {
        blocks: [
          { kind: 'text', text: said`Type the code that the operator gave you. It is for you alone, good once and for 15 minutes.` },
        ],
        actions: [
          [
            form(
              said`Type the code`,
              'me enrol',
              {},
              { title: said`Your code`, fields: [{ option: 'code', label: 'Code', required: true, max: 40 }] },
            ),
          ],
        ],
      };
    const role = enrol(desk, caller, options.code);
    return {
      blocks: [
        { kind: 'text', text: said`You are enrolled as ${own(role)}. With that role on the server you have its rights from now on.` },
      ],
    };
  },
});

import { embed, message, reply, times, x } from '../../helpers/payloads.ts';
import { post, respond, editReply, followUp, editPosted, file, files } from './requests.ts';
import { type Row, invalid, tooLong, badLength, emptyMessage, tooLarge, rule, most, least } from './rule.ts';

const MEBIBYTE = 1024 * 1024;

export const messageRows: Row[] = [
  most('content of a channel message', 2000, (n) => post(message({ content: x(n) })), tooLong('content'), 'ours'),
  most('content of an edited channel message', 2000, (n) => editPosted(message({ content: x(n) })), tooLong('content'), 'ours'),
  most('content of an answer', 2000, (n) => respond(reply(message({ content: x(n) }))), tooLong('data.content'), 'spec'),
  most('content of an edited answer', 2000, (n) => editReply(message({ content: x(n) })), tooLong('content'), 'spec'),
  most('content of a follow-up', 2000, (n) => followUp(message({ content: x(n) })), tooLong('content'), 'spec'),
  rule('a message is not empty', post(message()), post(message({ content: ' \n' })), emptyMessage, 'ours'),
  rule('an answer is not empty', respond(reply(message())), respond(reply(message({ content: '' }))), emptyMessage, 'ours'),
  most('embeds', 10, (n) => post(message({ embeds: times(n, () => ({ title: 'x' })) })), badLength('embeds'), 'spec'),
  most('title of an embed', 256, (n) => post(embed({ title: x(n) })), tooLong('embeds.0.title'), 'spec'),
  most('description of an embed', 4096, (n) => post(embed({ description: x(n) })), tooLong('embeds.0.description'), 'spec'),
  most(
    'fields of an embed',
    25,
    (n) => post(embed({ fields: times(n, () => ({ name: 'x', value: 'x' })) })),
    badLength('embeds.0.fields'),
    'spec',
  ),
  most('name of a field', 256, (n) => post(embed({ fields: [{ name: x(n), value: 'x' }] })), tooLong('embeds.0.fields.0.name'), 'spec'),
  most('value of a field', 1024, (n) => post(embed({ fields: [{ name: 'x', value: x(n) }] })), tooLong('embeds.0.fields.0.value'), 'spec'),
  least('value of a field', 1, (n) => post(embed({ fields: [{ name: 'x', value: x(n) }] })), badLength('embeds.0.fields.0.value'), 'ours'),
  least('name of a field', 1, (n) => post(embed({ fields: [{ name: x(n), value: 'x' }] })), badLength('embeds.0.fields.0.name'), 'ours'),
  most('footer of an embed', 2048, (n) => post(embed({ footer: { text: x(n) } })), tooLong('embeds.0.footer.text'), 'spec'),
  most('author of an embed', 256, (n) => post(embed({ author: { name: x(n) } })), tooLong('embeds.0.author.name'), 'spec'),
  most(
    'text of all embeds, without white space around it',
    6000,
    (n) => post(message({ embeds: [{ description: `  ${x(4000)}  ` }, { title: x(200), description: x(n - 4200) }] })),
    invalid('embeds', 'MAX_EMBED_SIZE_EXCEEDED'),
    'ours',
  ),
  rule('an embed is not empty', post(embed({ title: 'x' })), post(embed({})), invalid('embeds.0', 'EMPTY_EMBED'), 'ours'),
  most(
    'attachments',
    10,
    (n) => post(message({ attachments: times(n, (at) => ({ id: String(at) })) }), files(10)),
    badLength('attachments'),
    'spec',
  ),
  most('files without a list of attachments', 10, (n) => post(message(), files(n)), badLength('attachments'), 'ours'),
  most(
    'files, those of before an edit counted',
    10,
    (n) => editPosted(message(), files(9), files(n - 9)),
    badLength('attachments'),
    'ours',
  ),
  most('bytes of a file', 10 * MEBIBYTE, (n) => post(message(), [file('big.bin', n)]), tooLarge, 'ours'),
  most('bytes of a file of an answer', 10 * MEBIBYTE, (n) => respond(reply(message()), [file('big.bin', n)]), tooLarge, 'ours'),
  rule(
    'bytes of a request: at most 25 MiB, with all that is in it',
    post(message(), [file('a', 10 * MEBIBYTE), file('b', 10 * MEBIBYTE), file('c', 5 * MEBIBYTE - 2048)]),
    post(message(), [file('a', 10 * MEBIBYTE), file('b', 10 * MEBIBYTE), file('c', 5 * MEBIBYTE)]),
    tooLarge,
    'ours',
  ),
  most(
    'alt text of a file',
    1024,
    (n) => post(message({ attachments: [{ id: '0', description: x(n) }] }), files(1)),
    tooLong('attachments.0.description'),
    'spec',
  ),
  ...['users', 'roles'].flatMap((name): Row[] => [
    most(
      `${name} to mention`,
      100,
      (n) => post(message({ allowed_mentions: { parse: [], [name]: times(n, (at) => String(at + 1)) } })),
      badLength(`allowed_mentions.${name}`),
      'spec',
    ),
    rule(
      `all ${name} or some ${name} to mention, not both`,
      post(message({ allowed_mentions: { parse: [], [name]: ['1'] } })),
      post(message({ allowed_mentions: { parse: [name], [name]: ['1'] } })),
      invalid('allowed_mentions', 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE'),
      'ours',
    ),
  ]),
  rule(
    'flags that a bot may set; unknown keys are ignored',
    post(message({ flags: 4096, unheard_of: true })),
    post(message({ flags: 128 })),
    invalid('flags', 'FLAGS'),
    'ours',
  ),
  most('nonce', 25, (n) => post(message({ nonce: x(n), enforce_nonce: true })), tooLong('nonce'), 'spec'),
];

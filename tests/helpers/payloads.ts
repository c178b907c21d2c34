export const V2 = 1 << 15;
export const none = { parse: [] };
export const x = (count: number): string => 'x'.repeat(count);
export const times = <Value>(count: number, make: (at: number) => Value): Value[] => Array.from({ length: count }, (_, at) => make(at));

// Small makers of right payloads, so that each row of a table shows only what matters in it. Messages of the old kind
// come from `message`, `old` and `embed`, those of new components from `shown`.
export const message = (more: object = {}) => ({ content: 'x', allowed_mentions: none, ...more });
export const shown = (...components: object[]) => ({ flags: V2, components, allowed_mentions: none });
export const text = (content = 'x') => ({ type: 10, content });
export const button = (at: number | string, more: object = {}) => ({ type: 2, style: 1, custom_id: `b${at}`, label: 'x', ...more });
export const link = (url: string) => ({ type: 2, style: 5, label: 'x', url });
export const row = (...components: object[]) => ({ type: 1, components });
export const options = (count: number) => times(count, (at) => ({ label: `l${at}`, value: `v${at}` }));
export const select = (more: object = {}) => ({ type: 3, custom_id: 's', options: options(3), ...more });
export const old = (...components: object[]) => message({ components });
export const container = (...components: object[]) => ({ type: 17, components });
export const section = (count: number, more: object = {}) => ({
  type: 9,
  components: times(count, () => text()),
  accessory: button('s'),
  ...more,
});
export const thumbnail = (more: object = {}) => ({ type: 11, media: { url: 'https://x.example/a.png' }, ...more });
export const gallery = (count: number, more: object = {}) => ({
  type: 12,
  items: times(count, () => ({ media: { url: 'https://x.example/a.png' }, ...more })),
});
export const embed = (more: object) => message({ embeds: [more] });
export const reply = (data: object) => ({ type: 4, data });
export const suggestions = (...choices: object[]) => ({ type: 8, data: { choices } });
export const input = (more: object = {}) => ({ type: 4, custom_id: 't', style: 1, ...more });
export const label = (component: object, more: object = {}) => ({ type: 18, label: 'x', component, ...more });
export const form = (...components: object[]) => ({ type: 9, data: { custom_id: 'f', title: 'F', components } });
export const formWith = (more: object) => ({ type: 9, data: { ...form(label(input())).data, ...more } });
export const option = (name: string, more: object = {}) => ({ type: 3, name, description: 'x', ...more });
export const slash = (...list: object[]) => [{ name: 'find', description: 'x', options: list }];
export const slashWith = (more: object) => [{ name: 'find', description: 'x', ...more }];
export const branch = (name: string, type = 1, list: object[] = []) => ({ type, name, description: 'x', options: list });

/** A command that has so many characters in all, as Discord counts them: from 7913 to 8013. */
export function commandOfSize(total: number, more: object = {}): object[] {
  const choices = (count: number) => times(count, (at) => ({ name: `${x(98)}${String(at).padStart(2, '0')}`, value: x(100) }));
  const list = [
    option('one', { description: x(100), choices: choices(25) }),
    option('two', { description: x(100), choices: choices(13) }),
    option('end', { description: x(total - 7913) }),
  ];
  return slashWith({ description: x(100), options: list, ...more });
}

import type { PickedFile } from './protocol.ts';

/** Discord's limit for a file without a paid plan. */
const most = 10 * 1024 * 1024;

/** Reads the files that somebody picked. Throws a sentence for one that Discord would not accept. */
export async function readFiles(list: Iterable<File>): Promise<PickedFile[]> {
  const files = [...list];
  if (files.length > 10) throw new Error(`${files.length} files are too many; 10 are allowed.`);
  for (const { name, size } of files)
    if (size > most) throw new Error(`Your files are too powerful: ${name} has ${(size / 1024 / 1024).toFixed(1)} MB; the limit is 10 MB.`);
  return Promise.all(files.map(readFile));
}

function readFile(file: File): Promise<PickedFile> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('error', () => reject(new Error(`${file.name} cannot be read.`)));
    reader.addEventListener('load', () => {
      const url = typeof reader.result === 'string' ? reader.result : '';
      resolve({ name: file.name, base64: url.replace(/^[^,]*,/, ''), contentType: file.type });
    });
    reader.readAsDataURL(file);
  });
}

/** Removes the control characters that pasted text may contain; tabs and line breaks stay. */
export function withoutControls(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is removed
  return text.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '');
}

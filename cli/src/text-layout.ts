// SPDX-License-Identifier: Apache-2.0
const segmenter = new Intl.Segmenter();

/** Text from elsewhere without control characters: it must not move the cursor or set colours. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001F\u007F-\u009F]+/g, ' ');
}

/** Columns a text takes; every character of a report or a path is taken as one column wide. */
export function widthOf(text: string): number {
  let width = 0;
  for (const _ of segmenter.segment(text)) width++;
  return width;
}

/** Pads with spaces at the end up to `width` columns. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Pads with spaces at the start up to `width` columns. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}

/** Keeps the first `width` columns, the last of them an ellipsis if anything was cut. */
export function cutEnd(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  const characters = Array.from(segmenter.segment(text), (part) => part.segment);
  return characters.slice(0, Math.max(0, width - ellipsis.length)).join('') + ellipsis;
}

/** Keeps the last `width` columns, the first of them an ellipsis if anything was cut. */
export function cutStart(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  const characters = Array.from(segmenter.segment(text), (part) => part.segment);
  const keep = Math.max(0, width - ellipsis.length);
  return ellipsis + (keep === 0 ? '' : characters.slice(-keep).join(''));
}

/** Breaks a text at spaces into lines of at most `width` columns; longer words are cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(/\s+/).filter(Boolean)) {
    while (widthOf(word) > width) {
      const characters = Array.from(segmenter.segment(word), (part) => part.segment);
      if (line) lines.push(line);
      line = '';
      lines.push(characters.slice(0, width).join(''));
      word = characters.slice(width).join('');
    }
    if (line && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  if (line) lines.push(line);
  return lines;
}

/** Joins items with a separator, breaking lines of at most `width` columns between items. */
export function wrapItems(items: readonly string[], separator: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    const longer = line ? line + separator + item : item;
    if (line && widthOf(longer) > width) {
      lines.push(...wrap(line, width));
      line = item;
    } else {
      line = longer;
    }
  }
  return line ? [...lines, ...wrap(line, width)] : lines;
}

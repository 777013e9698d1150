// SPDX-License-Identifier: Apache-2.0

/** Text to ids of a BERT vocabulary. */
export interface WordPiece {
  /** [CLS] pieces [SEP], at most `limit` ids. */
  encode(text: string, limit: number): number[];
}

const longestWord = 100;

/**
 * The uncased BERT tokenizer: lower case, accents off, punctuation apart, longest piece first.
 * @param vocabulary - one piece per line, as in vocab.txt.
 * @throws Error when [UNK], [CLS] or [SEP] is missing.
 */
export function createWordPiece(vocabulary: string): WordPiece {
  const ids = new Map(vocabulary.split(/\r?\n/).map((piece, id) => [piece, id]));
  const special = (piece: string): number => {
    const id = ids.get(piece);
    if (id === undefined) throw new Error(`expected ${piece} in the vocabulary, found none`);
    return id;
  };
  const [unknown, start, end] = [special('[UNK]'), special('[CLS]'), special('[SEP]')];

  function piecesOf(word: string): number[] {
    if (word.length > longestWord) return [unknown];
    const found: number[] = [];
    for (let from = 0; from < word.length;) {
      let to = word.length;
      const piece = (): number | undefined =>
        ids.get((from > 0 ? '##' : '') + word.slice(from, to));
      while (to > from && piece() === undefined) to--;
      if (to === from) return [unknown];
      found.push(piece()!);
      from = to;
    }
    return found;
  }
  return {
    encode: (text, limit) => [
      start,
      ...basicTokens(text)
        .flatMap(piecesOf)
        .slice(0, limit - 2),
      end,
    ],
  };
}

function basicTokens(text: string): string[] {
  const plain = text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '');
  // BERT takes every ASCII sign for punctuation, "$" and "^" too.
  return plain
    .replaceAll(/[\p{P}$+<=>^`|~]/gu, ' $& ')
    .split(/\s+/)
    .filter(Boolean);
}

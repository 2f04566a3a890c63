/**
 * A label as it is compared: one name has two spellings in Unicode (macOS writes the longer one into
 * file names), and nobody sees the spaces around it.
 *
 * @returns '' for one without anything that can be seen.
 */
export function readLabel(text: string): string {
  const label = text.normalize('NFC').trim()
  return /[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(label) ? label : ''
}

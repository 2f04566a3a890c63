/** What waits for its time; all wait equally long, so the first in is the first out. */
export type Hold<T> = {
  readonly add: (item: T, due: number) => void
  /** What is due by now, in order. */
  readonly takeDue: (now: number) => readonly T[]
  /** When the next one is due. */
  readonly next: () => number | undefined
}

export function makeHold<T>(): Hold<T> {
  let items: { readonly item: T; readonly due: number }[] = []
  let head = 0
  return {
    add: (item, due) => {
      items.push({ item, due })
    },
    takeDue: (now) => {
      const from = head
      for (let one = items[head]; one !== undefined && one.due <= now; one = items[head]) head += 1
      const due = items.slice(from, head).map(({ item }) => item)
      // Memory is given back in large pieces: shifting one by one would cost time in a burst.
      if (head > 10_000 || head === items.length) {
        items = items.slice(head)
        head = 0
      }
      return due
    },
    next: () => items[head]?.due,
  }
}

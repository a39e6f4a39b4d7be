// How the reader has numbers written. Prices are typed with a point all the same, and every copy is of plain numbers.

class Reader {
  /** None is the system's way. */
  locale = $state<string | undefined>(undefined);
}

export const reader = new Reader();

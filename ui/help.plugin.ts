// Reads `docs/help.md` while the page is built, so that the window shows it without a network and without a parser.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { lexer, type Token } from "marked";
import type { Plugin } from "vite";
import type { Block, Part, Topic } from "./src/text/help";

const NAME = "virtual:help";

/** The words of a paragraph, told apart by how they are set. */
function parts(tokens: readonly Token[]): Part[] {
  return tokens.flatMap((token): Part[] => {
    if (token.type === "codespan") return [{ set: "code", text: token.text as string }];
    if (token.type === "em" || token.type === "strong") return [{ set: "strong", text: token.text as string }];
    const holds = token.type === "text" || token.type === "paragraph";
    if (holds && "tokens" in token && token.tokens) return parts(token.tokens);
    if (token.type === "text") return [{ set: "plain", text: (token.text as string).replaceAll(/\s+/g, " ") }];
    throw new Error(`docs/help.md: "${token.raw}" is of a kind that the window does not show (${token.type})`);
  });
}

function block(token: Token): Block[] {
  if (token.type === "paragraph") return [{ kind: "paragraph", parts: parts(token.tokens ?? []) }];
  if (token.type === "list") {
    const items = token.items as { tokens: Token[] }[];
    return [{ kind: "list", items: items.map((item) => parts(item.tokens.filter((one) => one.type !== "space"))) }];
  }
  if (token.type === "space") return [];
  throw new Error(`docs/help.md: the window shows paragraphs and lists, not a ${token.type}: "${token.raw.slice(0, 40)}"`);
}

/** A topic is a heading of the second order, with its name in a comment below it. */
export function topics(text: string): Topic[] {
  const found: Topic[] = [];
  for (const token of lexer(text)) {
    const name = token.type === "html" ? /^<!-- ([a-z_]+) -->/.exec(token.raw)?.[1] : undefined;
    const last = found.at(-1);
    if (token.type === "heading" && token.depth === 2) found.push({ name: "", title: token.text as string, blocks: [] });
    else if (name !== undefined && last) last.name = name;
    else if (last) last.blocks.push(...block(token));
  }
  return found;
}

export function help(): Plugin {
  const source = fileURLToPath(new URL("../docs/help.md", import.meta.url));
  return {
    name: "help",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load(id) {
      if (id !== `\0${NAME}`) return undefined;
      this.addWatchFile(source);
      return `export default ${JSON.stringify(topics(readFileSync(source, "utf8")))}`;
    },
  };
}

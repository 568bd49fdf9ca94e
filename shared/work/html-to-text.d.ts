/** The part of html-to-text that we use; the package brings no types. */
declare module 'html-to-text' {
  export type Node = {
    type: string;
    name?: string;
    /** Of a text. */
    data?: string;
    attribs?: Record<string, string>;
    children?: Node[];
    parent?: Node | null;
  };
  type Breaks = { leadingLineBreaks?: number; trailingLineBreaks?: number };
  export type Builder = {
    addInline: (text: string) => void;
    openBlock: (of?: Breaks) => void;
    closeBlock: (of?: Breaks) => void;
    openList: (of?: Breaks & { interRowLineBreaks?: number }) => void;
    closeList: (of?: Breaks) => void;
    openListItem: (of: { prefix: string }) => void;
    closeListItem: () => void;
  };
  export type Formatter = (
    node: Node,
    walk: (nodes: readonly Node[], builder: Builder) => void,
    builder: Builder,
  ) => void;
  export type Options = {
    wordwrap: number | false;
    whitespaceCharacters: string;
    baseElements: { selectors: string[] };
    formatters: Record<string, Formatter>;
    selectors: { selector: string; format: string; options?: Record<string, unknown> }[];
  };
  export function compile(options: Options): (html: string) => string;
}

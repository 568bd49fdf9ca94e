/** Builds the functions and synthesises the template once, before any worker asks for them. */
export default function setup(): void {}

/** Rules and templates of a whole folder go to the API as they stand in files; Lambda takes 6 MB. */
export const MOST_FILE_BYTES = 4 * 1024 * 1024;
/** A template takes milliseconds to compile, a rule next to none: so many are looked at together. */
export const MOST_FILE_TEMPLATES = 500;

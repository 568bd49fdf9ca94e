import * as z from 'zod';

const answer = z.object({
  id: z.string(),
  day: z.string(),
  language: z.string(),
  question: z.string(),
  text: z.string(),
});
export const answersPage = z.object({
  items: z.array(answer),
  ofToday: z.number().optional(),
  cursor: z.string().optional(),
});

import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { Answers, Question } from './inquiry-messages.ts';
import { answer } from './options.ts';

/** Answers one question; changes nothing. The refusal of an activity is the refusal of the question. */
export async function inquiry(question: Question): Promise<Answers[Question['ask']]> {
  try {
    return await answer.executeWithOptions({ summary: question.ask }, [question]);
  } catch (error) {
    if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) throw error.cause;
    throw error;
  }
}

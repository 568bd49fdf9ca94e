import { COMMA_NAME, FEW_ITEMS, ITEMS, type Language, ORDER_NUMBER, SPACE_NAME } from './copy.ts';

export const EN: Language = {
  code: 'en',
  greeting: `{% if contact.first_name %}Hi${SPACE_NAME},{% else %}Hello,{% endif %}`,
  order: 'Order',
  reason:
    'You get this mail because you bought from {{ brand.name }}, signed up with us or gave us your opinion.',
  unsubscribe: 'Unsubscribe',
  mails: {
    'first-purchase-thanks': {
      subject: `Thank you for your first order${COMMA_NAME}`,
      preheader: 'Not a receipt. Just a thank-you.',
      heading: 'Thank you for trying us',
      paragraphs: [
        'This was your first order with us, and we noticed. Buying from a shop you don’t know yet takes a little trust. Thank you for giving us yours.',
        'If anything about your order isn’t right, reply to this mail. A person reads it, and we will put it right.',
      ],
      closing: 'Glad you’re here,',
    },
    'loyal-customer-thanks': {
      subject: `{{ contact.orders }} orders${COMMA_NAME}. Thank you.`,
      preheader: 'No voucher, no catch. We only wanted to say it.',
      heading: 'You keep coming back',
      paragraphs: [
        'You have now ordered from us {{ contact.orders }} times. You could shop anywhere, and you keep choosing us. We don’t take that for granted.',
        'There is no voucher in this mail and nothing to click. We only wanted you to know that we see it, and that it matters to us.',
        'Few people know us as well as you do. If there is something we should do better, reply and tell us.',
      ],
      closing: 'With real thanks,',
    },
    'purchase-thanks': {
      subject: `Thank you for your order${ORDER_NUMBER}`,
      preheader: 'Good to see you again.',
      heading: 'Good to see you again',
      paragraphs: [
        'Thank you for your order, and for coming back to us.',
        'If a question comes up, reply to this mail. There is no form and no ticket number, only someone who can help.',
      ],
      closing: 'Until next time,',
    },
    'check-in': {
      subject: `One honest question${COMMA_NAME}`,
      preheader: 'A yes or a no is plenty.',
      heading: 'Would you buy it again?',
      paragraphs: [
        `A little while ago you ordered from us{% if ${FEW_ITEMS} %}: ${ITEMS}{% endif %}. By now you know better than we do whether that was a good choice.`,
        'So, honestly: would you buy it again? A yes or a no is plenty. Just reply to this mail.',
        'If the answer is no, please tell us why. We would rather mend it than not hear about it.',
      ],
      closing: 'Thank you for telling us,',
    },
    'renewal-thanks': {
      subject: `Thank you for staying${COMMA_NAME}`,
      preheader: 'Your subscription goes on, and we are glad.',
      heading: 'Thank you for staying',
      paragraphs: [
        'Your subscription{% if subscription.plan %} to {{ subscription.plan }}{% endif %} has just been renewed. Thank you for staying with us.',
        'We know how easily a renewal slips by. If it no longer suits you, reply to this mail and we will help you change it or stop it. No hard feelings.',
      ],
      closing: 'Thank you for your trust,',
    },
    welcome: {
      subject: `Welcome${COMMA_NAME}`,
      preheader: 'There is nothing you need to do.',
      heading: 'Nice to meet you',
      paragraphs: [
        'Thank you for signing up. There is nothing you need to do, and no countdown is ticking.',
        'If you are looking for something in particular, or can’t decide, reply and tell us what it is for. We enjoy helping with that.',
      ],
      closing: 'Take your time,',
    },
    'survey-thanks': {
      subject: `Thank you for your answers${COMMA_NAME}`,
      preheader: 'A person reads them.',
      heading: 'Thank you for telling us',
      paragraphs: [
        'You took the time to answer our questions. Nobody has to do that, so thank you.',
        'Someone here reads every answer. If something didn’t go well and you would like to hear back from us, reply to this mail and we will look into it.',
      ],
      closing: 'With thanks,',
    },
    'low-review': {
      subject: `Thank you for your honest review${COMMA_NAME}`,
      preheader: 'We would like to put it right.',
      heading: 'It should have been better',
      paragraphs: [
        'Thank you for your honest review{% if review.product %} of {{ review.product }}{% endif %}. We had hoped you would be happier, and we are sorry that you are not.',
        'Would you tell us a little more? Reply to this mail with what went wrong and what would put it right. A person reads it, and we will do what we can.',
        'You don’t have to change your review for that. It helps others to decide, and it helps us to get better.',
      ],
      closing: 'Sorry, and thank you,',
    },
  },
};

import { COMMA_NAME, FEW_ITEMS, ITEMS, type Language, ORDER_NUMBER } from './copy.ts';

export const ES: Language = {
  code: 'es',
  greeting: `Hola${COMMA_NAME}:`,
  order: 'Pedido',
  reason:
    'Recibes este correo porque has comprado en {{ brand.name }}, te has registrado o nos has dado tu opinión.',
  unsubscribe: 'Darme de baja',
  mails: {
    'first-purchase-thanks': {
      subject: `Gracias por tu primer pedido${COMMA_NAME}`,
      preheader: 'No es un recibo. Solo es un gracias.',
      heading: 'Gracias por confiar en nosotros',
      paragraphs: [
        'Este ha sido tu primer pedido con nosotros y nos ha hecho ilusión. Comprar en una tienda que aún no conoces requiere un poco de confianza. Gracias por darnos la tuya.',
        'Si algo de tu pedido no está bien, responde a este correo. Lo leerá una persona y lo solucionaremos.',
      ],
      closing: 'Nos alegra tenerte aquí,',
    },
    'loyal-customer-thanks': {
      subject: `{{ contact.orders }} pedidos${COMMA_NAME}. Gracias.`,
      preheader: 'Sin cupones ni letra pequeña. Solo queríamos decírtelo.',
      heading: 'Siempre vuelves',
      paragraphs: [
        'Ya has hecho {{ contact.orders }} pedidos con nosotros. Podrías comprar en cualquier sitio y sigues eligiéndonos. No lo damos por hecho.',
        'En este correo no hay ningún cupón ni nada que pulsar. Solo queríamos que supieras que lo vemos y que para nosotros es importante.',
        'Pocas personas nos conocen tan bien como tú. Si hay algo que deberíamos hacer mejor, respóndenos y cuéntanoslo.',
      ],
      closing: 'Gracias de corazón,',
    },
    'purchase-thanks': {
      subject: `Gracias por tu pedido${ORDER_NUMBER}`,
      preheader: 'Qué alegría verte de nuevo.',
      heading: 'Qué alegría verte de nuevo',
      paragraphs: [
        'Gracias por tu pedido, y gracias por volver.',
        'Si te surge alguna duda, responde a este correo. Sin formularios ni números de incidencia: te contestará alguien que puede ayudarte.',
      ],
      closing: 'Hasta la próxima,',
    },
    'check-in': {
      subject: `Una pregunta sincera${COMMA_NAME}`,
      preheader: 'Con un sí o un no nos basta.',
      heading: '¿Lo volverías a comprar?',
      paragraphs: [
        `Hace un tiempo hiciste un pedido en nuestra tienda{% if ${FEW_ITEMS} %}: ${ITEMS}{% endif %}. A estas alturas sabes mejor que nosotros si fue una buena elección.`,
        'Así que, sinceramente: ¿lo volverías a comprar? Con un sí o un no nos basta. Responde a este correo.',
        'Si la respuesta es no, cuéntanos por qué. Preferimos arreglarlo a no enterarnos.',
      ],
      closing: 'Gracias por contárnoslo,',
    },
    'renewal-thanks': {
      subject: `Gracias por quedarte${COMMA_NAME}`,
      preheader: 'Tu suscripción continúa, y nos alegra.',
      heading: 'Gracias por quedarte',
      paragraphs: [
        'Tu suscripción{% if subscription.plan %} a {{ subscription.plan }}{% endif %} se acaba de renovar. Gracias por seguir con nosotros.',
        'Sabemos lo fácil que es no darse cuenta de una renovación. Si ya no te conviene, responde a este correo y te ayudaremos a cambiarla o cancelarla. Sin rencores.',
      ],
      closing: 'Gracias por tu confianza,',
    },
    welcome: {
      subject: `Te damos la bienvenida${COMMA_NAME}`,
      preheader: 'No tienes que hacer nada.',
      heading: 'Encantados de conocerte',
      paragraphs: [
        'Gracias por registrarte. No tienes que hacer nada, y aquí no corre ninguna cuenta atrás.',
        'Si buscas algo en concreto o no te decides, respóndenos y dinos para qué es. Nos gusta ayudar con eso.',
      ],
      closing: 'Sin prisas,',
    },
    'survey-thanks': {
      subject: `Gracias por tus respuestas${COMMA_NAME}`,
      preheader: 'Las lee una persona.',
      heading: 'Gracias por contárnoslo',
      paragraphs: [
        'Te has tomado el tiempo de responder a nuestras preguntas. Nadie está obligado a hacerlo, así que gracias.',
        'Aquí alguien lee cada respuesta. Si algo no fue bien y quieres que te contestemos, responde a este correo y nos ocuparemos de ello.',
      ],
      closing: 'Gracias de corazón,',
    },
    'low-review': {
      subject: `Gracias por tu opinión sincera${COMMA_NAME}`,
      preheader: 'Nos gustaría arreglarlo.',
      heading: 'Debería haber sido mejor',
      paragraphs: [
        'Gracias por tu opinión sincera{% if review.product %} sobre {{ review.product }}{% endif %}. Nos habría gustado que quedaras más a gusto, y sentimos que no haya sido así.',
        '¿Nos cuentas un poco más? Responde a este correo y dinos qué salió mal y cómo podríamos arreglarlo. Lo leerá una persona y haremos lo que podamos.',
        'No hace falta que cambies tu opinión por eso. Ayuda a otras personas a decidir, y a nosotros nos ayuda a mejorar.',
      ],
      closing: 'Lo sentimos, y gracias,',
    },
  },
};

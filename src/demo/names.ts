/** Invented people out of common parts: any likeness is chance. A pair is written `one/other`: Latin letters and characters. */
const list = (text: string): readonly string[] => text.split(', ');

export const latin = {
  female: list(
    'Ada, Amara, Beatriz, Carla, Daria, Elin, Farah, Greta, Hanna, Ines, Joana, Katja, Leila, Marta, Nadia, Olga, Petra, Rosa, Selma, Tamara, Ulla, Vera, Wanda, Yara, Zora',
  ),
  male: list(
    'Adem, Bruno, Carl, Dario, Emil, Felix, Goran, Hugo, Ivan, Jonas, Karim, Leo, Marco, Nils, Otto, Pavel, Rafael, Stefan, Tomas, Umar, Viktor, Walter, Xavier, Yusuf, Zeno',
  ),
  family: list(
    'Abadi, Almeida, Anders, Bakker, Baumann, Bellini, Brandt, Cardoso, Castell, Dahl, Demir, Dvorak, Eklund, Farkas, Ferrer, Fischer, Galli, Haddad, ' +
      'Hartmann, Holm, Ibarra, Jansen, Kaya, Keller, Kowal, Laurent, Lindgren, Lopes, Marino, Meyer, Moreau, Nagy, Novak, Okafor, Olsen, Pavlov, Petit, ' +
      'Quiroga, Ricci, Romero, Sahin, Santos, Schulte, Silva, Tanaka, Toth, Urban, Vidal, Weber, Winter, Yilmaz, Zeman',
  ),
};

export const chinese = {
  family: list(
    'Chen/陈, Lin/林, Huang/黄, Zhou/周, Wu/吴, Xu/徐, Sun/孙, Ma/马, Zhu/朱, Hu/胡, Guo/郭, He/何, Gao/高, Luo/罗, Zheng/郑, Liang/梁, Xie/谢, Song/宋, ' +
      'Tang/唐, Xu/许, Deng/邓, Feng/冯, Han/韩, Cao/曹, Peng/彭, Zeng/曾, Xiao/肖, Tian/田, Dong/董, Pan/潘, Yuan/袁, Cai/蔡, Jiang/蒋, Yu/余, Du/杜, Ye/叶, ' +
      'Cheng/程, Wei/魏, Su/苏, Lü/吕',
  ),
  female: list(
    'mei/美, hua/华, li/丽, yan/燕, fang/芳, juan/娟, xiu/秀, ling/玲, xue/雪, mei/梅, lan/兰, jing/静, ting/婷, lin/琳, ying/颖, qian/倩, xiao/晓, si/思, yu/雨, jia/佳',
  ),
  male: list(
    'wei/伟, qiang/强, jun/军, jian/建, guo/国, wen/文, zhi/志, ming/明, hao/浩, yu/宇, bo/波, tao/涛, peng/鹏, jie/杰, feng/峰, bin/斌, jun/俊, bo/博, kai/凯, cheng/诚',
  ),
};

export const firms = {
  first: list('Blue/蓝, Golden/金, Silver/银, Northern/北, Eastern/东, Jade/玉, Bright/明, Cedar/松, Plum/梅, Stone/石, Crane/鹤, Maple/枫'),
  second: list('Harbour/港, Kiln/窑, Lantern/灯, Bridge/桥, Valley/谷, River/江, Gate/门, Field/田, Peak/峰, Lake/湖, Forest/林, Star/星'),
  trade: [
    { name: 'Foods Ltd/食品有限公司', industry: 'food', scale: 14 },
    { name: 'Ceramics/陶瓷厂', industry: 'manufacturing', scale: 30 },
    { name: 'Textiles/纺织有限公司', industry: 'manufacturing', scale: 26 },
    { name: 'Hotel/酒店', industry: 'hospitality', scale: 20 },
    { name: 'Bakery/面包店', industry: 'food', scale: 6 },
    { name: 'Logistics/物流有限公司', industry: 'logistics', scale: 10 },
    { name: 'Design Studio/设计工作室', industry: 'services', scale: 3 },
    { name: 'Trading/贸易有限公司', industry: 'trade', scale: 5 },
    { name: 'Clinic/诊所', industry: 'health', scale: 7 },
    { name: 'Machine Works/机械厂', industry: 'manufacturing', scale: 34 },
  ],
};

export const streets = list(
  'Willow/柳树, Harbour/港湾, Cedar/松柏, Market/集市, Lantern/灯笼, Orchard/果园, Bridge/石桥, Plum Blossom/梅花, Mill/磨坊, Garden/花园, Pine/青松, ' +
    'Temple/古寺, Station/车站, Rose/玫瑰, Canal/运河, Hill/山坡',
);

export const occupations = list(
  'teacher, nurse, driver, clerk, engineer, cook, shop assistant, technician, farmer, designer, civil servant, builder, self-employed',
);
export const incomeBands = ['low', 'middle', 'upper', 'high'] as const;
